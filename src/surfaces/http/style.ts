import { DEVICES_STYLE } from './devices-style.ts';
import { JOBS_STYLE } from './jobs-style.ts';

/** The one style sheet: a chart's paper and ink by day, a bridge at night. No font, no image from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf7f0; --card: #fffdf8; --line: #ddd5c4; --ink: #1d2b36; --soft: #5a6670;
  --link: #0f5a8a; --accent: #a04712; --button: #173a52; --button-ink: #ffffff;
  --alert: #a8121f; --alert-wash: #fbe9e7; --warning: #8a4b00; --warning-wash: #fdf1db;
  --notice: #20607a; --notice-wash: #e6f1f4; --good: #2c6531; --good-wash: #e9f3e6;
  --plain-wash: #efeade;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "URW Palladio L", Georgia, "DejaVu Serif", serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10181e; --card: #172229; --line: #2d3b45; --ink: #e4e1d8; --soft: #9dabb4;
    --link: #7fc0e8; --accent: #eaa06b; --button: #7fc0e8; --button-ink: #0c1419;
    --alert: #ff9a91; --alert-wash: #40191b; --warning: #f2bd6b; --warning-wash: #3a2a12;
    --notice: #8fd0e3; --notice-wash: #14323d; --good: #9fd49a; --good-wash: #1b3320;
    --plain-wash: #22303a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
}
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-inline-start: 0; padding: .5rem 1rem; background: var(--card); z-index: 1; }
.skip:not(:focus) { width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 1.5rem;
  padding-top: 1rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line);
}
.name {
  display: flex; align-items: center; gap: .55rem; font: 600 1.35rem/1 var(--serif);
  color: var(--ink); text-decoration: none; letter-spacing: .01em;
}
.places { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-inline-end: auto; }
.places [aria-current] { color: var(--ink); font-weight: 600; text-decoration-thickness: .15em; }
header form { display: flex; flex: 0 1 34rem; min-width: 0; gap: .5rem; }
input, button { font: inherit; padding: .45rem .8rem; border-radius: .35rem; border: 1px solid var(--line); }
input { flex: 1 1 6rem; width: 6rem; min-width: 0; background: var(--card); color: var(--ink); font-family: var(--mono); font-size: .93rem; }
input::placeholder { color: var(--soft); opacity: 1; }
button { background: var(--button); border-color: var(--button); color: var(--button-ink); cursor: pointer; white-space: nowrap; }
button.second { background: transparent; color: var(--link); border-color: var(--line); }
main { padding-top: 1.75rem; padding-bottom: 2.5rem; }
footer { padding-top: 1rem; padding-bottom: 2rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
h1, h2, h3, h4 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; }
h1 { margin: 0 0 .5rem; font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.3rem); overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.45rem; }
.minor { margin: 1.9rem 0 .6rem; font-size: 1.12rem; }
p { margin: .35rem 0; max-width: 46rem; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; }
/* A sentence that runs the other way still begins at the page's own side. */
p[dir="ltr"] { width: fit-content; }
.under, .dim { color: var(--soft); }
.under { margin-bottom: 1.5rem; }
.mono, code, .port { font-family: var(--mono); font-size: .9em; }
.port { font-weight: 600; font-size: .95rem; white-space: nowrap; }
code { overflow-wrap: anywhere; }
em:lang(he), em:lang(ar) { font-style: normal; }

table { width: 100%; border-collapse: collapse; margin: 0 0 1.5rem; }
caption { padding: .3rem 0; text-align: start; color: var(--soft); font-size: .875rem; }
th, td { padding-block: .55rem; padding-inline: 0 .9rem; text-align: start; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; }
th:first-child, td:first-child { padding-inline-start: .9rem; }
thead th { color: var(--soft); font-size: .8rem; white-space: nowrap; border-bottom: 1px solid var(--line); }
.doors tbody { background: var(--card); border-bottom: 1px solid var(--line); border-inline-start: 4px solid transparent; }
.doors tbody.alert { border-inline-start-color: var(--alert); }
.doors tbody.warning { border-inline-start-color: var(--warning); }
.doors tbody.notice { border-inline-start-color: var(--notice); }
.doors .reason td { padding-top: 0; padding-bottom: .9rem; }
.doors .reason p { max-width: 62rem; }
.plain tbody tr { background: var(--card); border-bottom: 1px solid var(--line); }
.program, .address { display: block; }
.badge {
  display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-size: .82rem; line-height: 1.45;
  background: var(--plain-wash); color: var(--ink); white-space: nowrap; margin-block: 0 .15rem; margin-inline: 0 .15rem;
}
.badge.none, .badge.assigned { background: var(--good-wash); color: var(--good); }
.badge.notice, .badge.unofficial { background: var(--notice-wash); color: var(--notice); }
.badge.warning { background: var(--warning-wash); color: var(--warning); }
.badge.alert { background: var(--alert-wash); color: var(--alert); font-weight: 650; }
details { margin: 0 0 1.5rem; }
summary { cursor: pointer; padding: .3rem 0; }

.commands { margin: .5rem 0 0; }
.commands { display: grid; grid-template-columns: max-content 1fr; gap: 0 .75rem; align-items: baseline; }
.commands div { display: contents; }
.commands dt { color: var(--soft); font-size: .85rem; }
.commands dd { margin: 0; min-width: 0; }
.commands.wide { display: block; margin: 0 0 .8rem; }
.commands.wide div { display: block; }
.commands.wide dd { padding: .1rem 0; }
code { background: var(--plain-wash); border-radius: .25rem; padding: .1em .4em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }

.claims { list-style: none; margin: 0; padding: 0; }
.claims li { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem 1rem; margin-bottom: .6rem; }
.claims p { margin: .15rem 0; max-width: 60rem; }
.claims b { margin-inline-end: .3rem; }
.claims .dim { font-size: .9rem; }
.box { border-inline-start: 4px solid; border-radius: .2rem; padding: .55rem 1rem; margin: .8rem 0; }
.box p { margin: .15rem 0; max-width: 60rem; }
.box.notice { border-color: var(--notice); background: var(--notice-wash); }
.box.warning { border-color: var(--warning); background: var(--warning-wash); }
.box .dim { color: inherit; opacity: .85; font-size: .9rem; }
.questions { margin: 0 0 1.25rem; font-size: .9rem; }
.questions fieldset { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem 1rem; margin: 0; padding: 0; border: 0; min-width: 0; }
.questions legend { float: inline-start; padding: 0; color: var(--soft); }
.questions input { flex: none; width: auto; margin: 0; margin-inline-end: .2rem; vertical-align: -.1em; accent-color: var(--link); }
.questions button { padding: .2rem .7rem; }
.changes { margin: 0 0 2rem; }
.changes h2 { margin-top: 1.5rem; }
.changes .under { margin-bottom: .6rem; }
.typed code { white-space: nowrap; }
.changes ol { list-style: none; margin: .6rem 0; padding: 0; }
.changes li { background: var(--card); border-inline-start: 4px solid transparent; border-bottom: 1px solid var(--line); padding: .5rem .9rem; }
.changes li p { margin: .15rem 0; max-width: 62rem; }
.changes .alert { border-inline-start-color: var(--alert); }
.changes .warning { border-inline-start-color: var(--warning); }
.changes .notice { border-inline-start-color: var(--notice); }
.changes .badge { border-inline-start: 0; }
.gaps { margin: 0; padding-inline-start: 1.2rem; }
.gaps li { margin-bottom: .6rem; max-width: 52rem; }
.gaps bdi { display: inline-block; }
.legend { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; align-items: baseline; margin: 0; font-size: .9rem; }
.legend div { display: contents; }
.legend dd { margin: 0; max-width: 46rem; }
.uses { margin: .35rem 0; padding-inline-start: 1.2rem; max-width: 46rem; }
.uses li { margin-bottom: .3rem; overflow-wrap: anywhere; }
.facts { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1.3rem; margin: .15rem 0; padding: 0; }
.claims .facts li { background: none; border: 0; padding: 0; margin: 0; overflow-wrap: anywhere; }
h1 small { display: block; font-size: .62em; font-weight: 400; color: var(--soft); margin-top: .25rem; }
article { max-width: 56rem; }
.part > p, .short > p { margin: 0 0 .75rem; max-width: 44rem; }
.part > h2 { margin-top: 2.2rem; }
.part-what > p:first-of-type { font-size: 1.1rem; }
.part-what > h2 { margin-top: 1.4rem; }
.part-questions h3 { margin: 1.2rem 0 .3rem; }
.short { border-top: 1px solid var(--line); margin-top: 2rem; }
.short h2 { margin-top: 1.2rem; }
.languages { display: flex; flex-wrap: wrap; gap: .2rem .9rem; margin-bottom: .9rem; font-size: .9rem; }
.languages [aria-current] { font-weight: 600; }
.helpful { margin-top: 2.5rem; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; max-width: 46rem; }
.helpful form { display: flex; flex-wrap: wrap; align-items: baseline; gap: .5rem .7rem; }
.helpful p { margin: 0; }
.helpful form p:first-child { font-weight: 600; margin-inline-end: .4rem; }
.helpful .dim { flex-basis: 100%; font-size: .875rem; }
.sources { margin-top: 2.5rem; font-size: .9rem; color: var(--soft); }
.sources dl { margin: 0; }
.sources div { margin-bottom: .5rem; }
.sources dt { font-family: var(--mono); font-size: .85rem; }
.sources dd { margin: 0; max-width: 60rem; }

@media (min-width: 50.01rem) {
  .doors { table-layout: fixed; }
  .doors th:nth-child(1) { width: 7.2rem; }
  .doors th:nth-child(2) { width: 8rem; }
  .doors th:nth-child(3) { width: 27%; }
  .doors th:nth-child(4) { width: 10rem; }
  .doors th:nth-child(5) { width: 9rem; }
  .plain { table-layout: fixed; }
  .plain th:nth-child(1) { width: 8rem; }
  .plain th:nth-child(2) { width: 7rem; }
  .plain th:nth-child(3) { width: 22%; }
  .plain th:nth-child(4), .plain th:nth-child(5) { width: 8rem; }
}
@media (max-width: 50rem) {
  header, main, footer { padding-inline: 1rem; }
  header form { flex-basis: 100%; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, caption, tbody, tr, th, td { display: block; }
  th, td, th:first-child, td:first-child { padding: .1rem .9rem; }
  .doors tbody { border: 1px solid var(--line); border-inline-start-width: 4px; border-radius: .3rem; margin-bottom: .7rem; padding: .55rem 0; }
  .doors tbody th, .doors td.of-verdict { display: inline-block; padding-inline-end: .3rem; }
  .doors td.of-verdict { padding-inline-start: .3rem; }
  .plain tbody tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .8rem; padding: .55rem .9rem; }
  .plain tbody th, .plain tbody td { padding: 0; }
  .plain td:last-child { flex-basis: 100%; }
  .doors td[data-title] { display: grid; grid-template-columns: 7.4rem 1fr; align-items: baseline; }
  .doors td[data-title]::before { content: attr(data-title); color: var(--soft); font-size: .82rem; }
  .doors td.of-verdict { display: inline-block; }
  .doors td.of-verdict::before { content: none; }
  .doors .reason td { padding-top: .3rem; padding-bottom: .2rem; }
  .plain td:empty { display: none; }
}${DEVICES_STYLE}${JOBS_STYLE}
@media print {
  header form, footer, .skip, .helpful, .languages, .questions { display: none; }
  body { background: none; }
}
`;
