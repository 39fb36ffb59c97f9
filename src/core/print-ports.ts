/** Ports where every byte that arrives may come out as paper. */

/** Whether what arrives at this port may be printed as it is, whatever it is: TCP and UDP alike. */
export function isPrintPort(port: number): boolean {
  return (
    port === 515 || // LPD: RFC 1179
    port === 621 || // ESC/P over IP: the registry's escp-ip
    (port >= 9100 && port <= 9116) || // raw printing, one port for each connector and more
    port === 9999 // PJL and consoles of some makers' printers
  );
}
