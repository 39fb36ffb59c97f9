/** What the pages of print jobs add to the style sheet. Paper is white by night too. */
export const JOBS_STYLE = `
.jobs { list-style: none; margin: 1rem 0 1.5rem; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(11rem, 45%), 1fr)); gap: 1.4rem 1.1rem; }
.jobs li { min-width: 0; }
.jobs p { margin: .1rem 0; font-size: .9rem; overflow-wrap: anywhere; }
.jobs a { text-decoration: none; display: block; }
.jobs strong { display: block; margin-top: .4rem; }
.jobs time { display: inline-block; white-space: nowrap; }
.jobs .called { font-weight: 600; }
.sheet { display: block; aspect-ratio: 210 / 297; overflow: hidden; background: #fff; border: 1px solid var(--line); box-shadow: 0 1px 4px rgb(0 0 0 / .18); }
.sheet img { width: 100%; display: block; }
.sheet.none { display: grid; place-items: center; padding: 1rem; text-align: center; background: var(--plain-wash); color: var(--soft); font-size: .9rem; }
.jobs a:hover .sheet, .jobs a:focus-visible .sheet { border-color: var(--link); }
.pages { list-style: none; margin: 1.4rem 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 1.4rem; align-items: start; }
.pages li { min-width: 0; }
.pages img { display: block; width: 100%; background: #fff; border: 1px solid var(--line); box-shadow: 0 1px 5px rgb(0 0 0 / .2); }
.pages p { text-align: center; font-size: .9rem; max-width: none; }
`;
