/** ISO 8859: the characters of 80h to FFh, sixteen a row, after Unicode’s mappings (ISO8859). 80h to 9Fh have none: U+FFFD. */

/** Latin 1. */
export const ISO_8859_1 = [
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯',
  '°±²³´µ¶·¸¹º»¼½¾¿',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ',
  'ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß',
  'àáâãäåæçèéêëìíîï',
  'ðñòóôõö÷øùúûüýþÿ',
].join('');

/** Latin 2. */
export const ISO_8859_2 = [
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\u00a0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00adŽŻ',
  '°ą˛ł´ľśˇ¸šşťź˝žż',
  'ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎ',
  'ĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢß',
  'ŕáâăäĺćçčéęëěíîď',
  'đńňóôőö÷řůúűüýţ˙',
].join('');

/** Greek. */
export const ISO_8859_7 = [
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\u00a0‘’£€₯¦§¨©ͺ«¬\u00ad\ufffd―',
  '°±²³΄΅Ά·ΈΉΊ»Ό½ΎΏ',
  'ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟ',
  'ΠΡ\ufffdΣΤΥΦΧΨΩΪΫάέήί',
  'ΰαβγδεζηθικλμνξο',
  'πρςστυφχψωϊϋόύώ\ufffd',
].join('');

/** Latin 9: Latin 1 with the euro sign. */
export const ISO_8859_15 = [
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd',
  '\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯',
  '°±²³Žµ¶·ž¹º»ŒœŸ¿',
  'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ',
  'ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß',
  'àáâãäåæçèéêëìíîï',
  'ðñòóôõö÷øùúûüýþÿ',
].join('');
