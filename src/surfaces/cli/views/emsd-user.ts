/** A message centre's subscribers: a list, or what was just done to one. */
import type { EmsdUserResult, ShownUser } from '../../../app/emsd/user.ts';
import { table } from '../table.ts';
import { hang, hangCommand, printable, wrap } from '../text.ts';
import type { View, ViewOptions } from '../view.ts';

export const emsdUserView: View<EmsdUserResult> = ({ users, changed, file }, options) => {
  const { colours, width } = options;
  const [user] = users;
  if (!user) return emptyLines(file, options);
  const kept = hang('', `kept in ${printable(file)}`, width).map(colours.dim);
  if (changed) return [...changedLines(user, changed, options), ...kept];
  return [...userTable(users, options), '', ...kept];
};

const emptyLines = (file: string, { width }: ViewOptions) => [
  ...wrap(`Nobody is in ${printable(file)} yet. This makes a subscriber, with a password:`, width),
  '',
  ...hangCommand(
    '  ',
    `printf %s "$SECRET" | portolan emsd user 401.001 --users ${printable(file)} --set-password`,
    width,
  ),
];

const userTable = (users: readonly ShownUser[], { colours, width }: ViewOptions) =>
  table(users, {
    columns: [
      { title: 'NUMBER', text: ({ number }) => number, colour: () => colours.bold },
      { title: 'NAME', text: ({ name }) => printable(name ?? ''), least: 8 },
      { title: 'ALIASES', text: ({ aliases }) => printable(aliases.join(' ')), least: 10 },
      { title: 'AT', text: ({ at }) => at ?? 'where it speaks from', from: 70 },
      { title: 'PASSWORD', text: ({ password }) => (password ? 'yes' : 'none') },
    ],
    width,
    heading: colours.dim,
  });

function changedLines(
  { number, name, aliases, at, password }: ShownUser,
  changed: NonNullable<EmsdUserResult['changed']>,
  { colours, width }: ViewOptions,
): string[] {
  const said = [
    ...(name === undefined ? [] : [`"${name}"`]),
    ...(aliases.length > 0 ? [`mail to ${aliases.join(', ')}`] : []),
    at === undefined ? 'reached where it last spoke from' : `always reached at ${at}`,
    password ? 'with a password' : 'without a password',
  ];
  const what = changed === 'removed' ? 'is taken out' : `is ${changed}: ${said.join('; ')}`;
  return hang(`${colours.bold(number)} `, printable(what), width);
}
