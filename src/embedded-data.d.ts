/** What the build makes of the data folder for modules that cannot read files: texts by path. */
declare module '#data' {
  const files: Readonly<Record<string, string>>;
  export default files;
}
