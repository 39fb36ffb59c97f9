/** Code pages of Windows: the characters of 80h to FFh, sixteen a row, after Unicode’s mappings (VENDORS/MICSFT/WINDOWS). U+FFFD: none. */

/** Central Europe, of Windows. */
export const WINDOWS_1250 = [
  '€\ufffd‚\ufffd„…†‡\ufffd‰Š‹ŚŤŽŹ',
  '\ufffd‘’“”•–—\ufffd™š›śťžź',
  '\u00a0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00ad®Ż',
  '°±˛ł´µ¶·¸ąş»Ľ˝ľż',
  'ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ',
  'ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß',
  'ŕáâăäĺćçčéęëěíîď',
  'đńňóôőö÷řůúűüýţ˙',
].join('');

/** Cyrillic, of Windows. */
export const WINDOWS_1251 = [
  'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏ',
  'ђ‘’“”•–—\ufffd™љ›њќћџ',
  '\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї',
  '°±Ііґµ¶·ё№є»јЅѕї',
  'АБВГДЕЖЗИЙКЛМНОП',
  'РСТУФХЦЧШЩЪЫЬЭЮЯ',
  'абвгдежзийклмноп',
  'рстуфхцчшщъыьэюя',
].join('');

/** Western Europe, of Windows. */
export const WINDOWS_1252 = [
  '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd',
  '\ufffd‘’“”•–—˜™š›œ\ufffdžŸ',
  '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯',
  '°±²³´µ¶·¸¹º»¼½¾¿',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ',
  'ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß',
  'àáâãäåæçèéêëìíîï',
  'ðñòóôõö÷øùúûüýþÿ',
].join('');

/** Greek, of Windows. */
export const WINDOWS_1253 = [
  '€\ufffd‚ƒ„…†‡\ufffd‰\ufffd‹\ufffd\ufffd\ufffd\ufffd',
  '\ufffd‘’“”•–—\ufffd™\ufffd›\ufffd\ufffd\ufffd\ufffd',
  '\u00a0΅Ά£¤¥¦§¨©\ufffd«¬\u00ad®―',
  '°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ',
  'ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ',
  'ΠΡ\ufffdΣΤΥΦΧΨΩΪΫάέήί',
  'ΰαβγδεζηθικλμνξο',
  'πρςστυφχψωϊϋόύώ\ufffd',
].join('');

/** Turkish, of Windows. */
export const WINDOWS_1254 = [
  '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffd\ufffd\ufffd',
  '\ufffd‘’“”•–—˜™š›œ\ufffd\ufffdŸ',
  '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯',
  '°±²³´µ¶·¸¹º»¼½¾¿',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ',
  'ĞÑÒÓÔÕÖ×ØÙÚÛÜİŞß',
  'àáâãäåæçèéêëìíîï',
  'ğñòóôõö÷øùúûüışÿ',
].join('');
