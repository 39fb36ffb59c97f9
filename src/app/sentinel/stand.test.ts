/** What a sentinel stands on: its ports, and whose rights it has. */
import { describe, expect, it } from 'vitest';
import { datagram, knocksOf, text, watch, world } from '../../../test/support/guard.ts';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import { simulatedPrivileges } from '../../platform/simulated/privileges.ts';
import { sentinel } from './sentinel.ts';

describe('what it stands on', () => {
  it('goes on with the other ports when one is taken', async () => {
    const place = world();
    await place.guard.udp.open({ port: 641 }, () => {});
    const story = await watch(place, { ports: ['621', '641'] }, async () => {
      await datagram(place.knocker, 621, text('x'));
    });
    expect(story.stand?.opened.map(({ port, transport }) => `${transport}/${port}`)).toEqual([
      'tcp/621',
      'udp/621',
      'tcp/641',
    ]);
    expect(story.result.refused).toMatchObject([{ transport: 'udp', port: 641, failure: 'taken' }]);
    expect(story.notes).toEqual([
      'udp/641 on 0.0.0.0 is taken, by whom cannot be seen. To look or to stop it: sudo portolan survey',
    ]);
    expect(knocksOf(story)).toHaveLength(1);
    expect(sentinel.outcome!(story.result)).toEqual({ partial: true });
  });

  it('has nothing to do when none can be had', async () => {
    const place = world();
    await place.guard.udp.open({ port: 641 }, () => {});
    await expect(watch(place, { ports: ['641/udp'] })).rejects.toThrow(
      /^no port could be opened\.\nudp\/641 on 0\.0\.0\.0 is taken/,
    );
  });

  it('says what else to listen on where an address is none of this machine', async () => {
    await expect(watch(world(), { ports: ['641'], listen: '203.0.113.9' })).rejects.toThrow(
      new UsageError(
        'no port could be opened.\n' +
          '203.0.113.9 is not an address of this machine: choose one of its own, or any for all.',
      ),
    );
  });

  it('gives its ports back', async () => {
    const place = world();
    await watch(place, { ports: ['621'] }, undefined, 1);
    const again = [
      await place.guard.udp.open({ port: 621 }, () => {}),
      await place.guard.tcp.listen({ port: 621 }, () => ({ received: () => {} })),
    ];
    expect(again.map(({ local }) => local.port)).toEqual([621, 621]);
  });

  it('gives up the rights of an administrator before it hears anything', async () => {
    const privileges = simulatedPrivileges([
      { name: 'ann', uid: 1000, gid: 1000, home: '/home/ann' },
    ]);
    const place = world({ privileges });
    const story = await watch(place, { ports: ['621'], user: 'ann' }, () => {
      expect(privileges.current).toMatchObject({ name: 'ann' });
    });
    expect(story.stand?.user).toBe('ann');
    expect(privileges.isElevated()).toBe(false);
  });

  it('stays root only when told, and says so; nobody else can become somebody', async () => {
    const privileges = simulatedPrivileges([]);
    const story = await watch(
      world({ privileges }),
      { ports: ['621'], user: 'root' },
      undefined,
      1,
    );
    expect(privileges.isElevated()).toBe(true);
    expect(story.notes.join()).toContain('it stays the administrator');
    await expect(watch(world(), { ports: ['621'], user: 'ann' })).rejects.toThrow(
      'leave out --user',
    );
  });

  it('does not stand at all where it may not become somebody else, and says what is left', async () => {
    const privileges = simulatedPrivileges([]);
    const become = () => {
      throw new UnavailableError('this process cannot become user 65534: EPERM');
    };
    const place = world({ privileges: { ...privileges, become, isElevated: () => true } });
    await expect(watch(place, { ports: ['621'] })).rejects.toThrow(
      'cannot become user 65534: EPERM, or keep it as it is: --user root',
    );
    const again = await place.guard.udp.open({ port: 621 }, () => {});
    expect(again.local.port).toBe(621);
  });

  it('becomes nobody by itself', async () => {
    const privileges = simulatedPrivileges([]);
    const story = await watch(world({ privileges }), { ports: ['621'] }, undefined, 1);
    expect(story.stand?.user).toBe('nobody');
  });
});
