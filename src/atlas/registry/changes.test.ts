import { describe, expect, it } from 'vitest';
import { record } from '../../../test/support/registry.ts';
import { registryChanges } from './changes.ts';

const http = record({ service: 'http', port: '80', transport: 'tcp', description: 'Web' });
const www = { ...http, service: 'www' };

describe('the changes between two editions', () => {
  it('of the same records are none', () => {
    expect(registryChanges([http, www, http], [http, www, http])).toEqual([]);
    expect(registryChanges([], [])).toEqual([]);
  });

  it('are none in blanks and line breaks', () => {
    const before = { ...http, note: 'one\n  two', description: ' Web\r\n' };
    expect(registryChanges([before], [{ ...http, note: 'one two' }])).toEqual([]);
  });

  it('are none in the order of records', () => {
    expect(registryChanges([http, www], [www, http])).toEqual([]);
  });

  it('name what came, what went and each field that differs', () => {
    const gone = record({ service: 'gopher', port: '70', transport: 'tcp', description: 'a\nb' });
    const now = { ...http, modified: '2026-01-02', note: 'more' };
    expect(registryChanges([http, gone], [now, www])).toEqual([
      {
        change: 'changed',
        service: 'http',
        port: '80',
        transport: 'tcp',
        description: 'Web',
        fields: [
          { field: 'modified', was: '', is: '2026-01-02' },
          { field: 'note', was: '', is: 'more' },
        ],
      },
      { change: 'added', service: 'www', port: '80', transport: 'tcp', description: 'Web' },
      { change: 'removed', service: 'gopher', port: '70', transport: 'tcp', description: 'a b' },
    ]);
  });

  it('of several records of one name, port and transport are those of the one that changed', () => {
    const second = { ...http, assignee: '[Bo]' };
    const third = { ...http, assignee: '[Cy]' };
    expect(registryChanges([http, second], [second])).toMatchObject([{ change: 'removed' }]);
    expect(registryChanges([second], [http, second])).toMatchObject([{ change: 'added' }]);
    expect(registryChanges([http, second], [third, http])).toMatchObject([
      { change: 'changed', fields: [{ field: 'assignee', was: '[Bo]', is: '[Cy]' }] },
    ]);
  });

  it('a port that moved is one record less and one more', () => {
    const moved = { ...http, port: '8080' };
    expect(registryChanges([http], [moved]).map(({ change }) => change)).toEqual([
      'added',
      'removed',
    ]);
  });
});
