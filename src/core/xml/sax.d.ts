/** What we use of sax 1.6; its own types would bring Node's along. */
declare module 'sax' {
  export interface Tag {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }
  export interface Instruction {
    readonly name: string;
    readonly body: string;
  }
  /** Calls `onopentag`, `onattribute`, `onclosetag`, `ontext`, `oncdata`, `ondoctype`, `onerror` … of itself. */
  export interface SAXParser {
    /** From 0. */
    readonly line: number;
    /** Characters that were read. */
    readonly position: number;
    /** Characters that were read when the last `<` was one of them. */
    readonly startTagPosition: number;
    /** What stands behind `<!`, until it is known what it is. */
    readonly sgmlDecl: string;
    write(text: string): this;
    close(): this;
  }
  const sax: {
    parser(strict: boolean, options?: { position?: boolean; strictEntities?: boolean }): SAXParser;
  };
  export default sax;
}
