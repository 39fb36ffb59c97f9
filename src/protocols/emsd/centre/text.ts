/** Text as octets, where ASCII is all there is: what else it has becomes a question mark. */
export const asciiBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0)!;
    return code === 0x0a || (code >= 0x20 && code < 0x7f) ? code : 0x3f;
  });
