// Loaded before a command (`--require`): leaves how much memory it had at most, in kilobytes, in the file that is named.
process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.BENCH_MEMORY, `${process.resourceUsage().maxRSS}`);
});
