/** What the page of devices adds to the style sheet. Inks keep their colours by day and by night. */
export const DEVICES_STYLE = `
.look { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .9rem; margin: 1rem 0 1.5rem; }
.look .dim { font-size: .9rem; }
.devices { columns: 29rem 2; column-gap: 1rem; }
.device {
  break-inside: avoid; max-width: none; margin-block-end: 1rem; padding: .9rem 1.1rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-block-start: 4px solid var(--line); border-radius: .4rem;
}
.device.alert { border-block-start-color: var(--alert); }
.device.warning { border-block-start-color: var(--warning); }
.device.notice { border-block-start-color: var(--notice); }
.device h2 { margin: 0; font-size: 1.3rem; overflow-wrap: anywhere; }
.device h3 { margin: 1rem 0 .35rem; font-size: 1rem; }
.device .kinds { color: var(--soft); margin: .2rem 0 .6rem; }
.device .badge { white-space: normal; }
.device ul { list-style: none; margin: 0; padding: 0; }
.device .supplies { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.2rem, 1fr)); gap: .8rem .5rem; margin: .9rem 0 1rem; }
.supplies li { display: flex; flex-direction: column; align-items: center; gap: .1rem; min-width: 0; text-align: center; }
.supplies .of { font-size: .8rem; line-height: 1.25; color: var(--soft); overflow-wrap: anywhere; }
.supplies .level { font-weight: 600; font-size: .92rem; line-height: 1.3; overflow-wrap: anywhere; }
.tank { width: 2.9rem; height: 4.06rem; }
/* A tank is light by night too, or black ink would not be seen in it. */
.tank .inside { fill: #e6e2d8; }
.tank .wall { fill: none; stroke: var(--soft); stroke-width: 2; }
.low .tank .wall { stroke: var(--warning); stroke-width: 2.5; }
.empty .tank .wall { stroke: var(--alert); stroke-width: 2.5; }
.tank .surface { fill: none; stroke: #5a6670; stroke-width: 1; }
.tank .unsaid { fill: #4a555e; font: 600 22px var(--serif); }
.ink.black { fill: #14181c; } .ink.cyan { fill: #00a0d8; } .ink.magenta { fill: #d6136f; } .ink.yellow { fill: #f4cf00; }
.ink.light-cyan { fill: #8fd3ee; } .ink.light-magenta { fill: #f0a5c8; } .ink.grey { fill: #767c82; } .ink.light-grey { fill: #b4b9be; }
.ink.red { fill: #cf2b1f; } .ink.green { fill: #2f8f46; } .ink.blue { fill: #2a55b8; } .ink.orange { fill: #ea7a1d; }
.ink.violet { fill: #6b3fa0; } .ink.white { fill: #f7f7f4; } .ink.waste { fill: #8a7b66; } .ink.other { fill: #6f8796; }
.device .alerts { margin: .6rem 0; }
.alerts li { padding: .15rem 0; overflow-wrap: anywhere; }
.alerts .dim { font-size: .85rem; }
.told { display: grid; grid-template-columns: minmax(5rem, max-content) minmax(0, 1fr); gap: .2rem .9rem; align-items: baseline; margin: .6rem 0 0; font-size: .93rem; }
.told div { display: contents; }
.told dt { color: var(--soft); font-size: .85rem; }
.told dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.services li { padding: .3rem 0; border-block-start: 1px solid var(--line); overflow-wrap: anywhere; }
.services p { margin: .15rem 0 0; font-size: .93rem; }
.device .box { margin-bottom: 0; }
.device .box h3 { margin: 0 0 .2rem; }
@media print {
  .look, .places { display: none; }
  .tank { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
