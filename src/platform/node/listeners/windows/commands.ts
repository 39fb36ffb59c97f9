/** The tools that Windows brings, by their paths, and what each is asked. */
import { win32 } from 'node:path';
import type { Command } from '../exec.ts';

/** Where Windows is, as it tells every program. */
const FOLDER = process.env['SystemRoot'] ?? String.raw`C:\Windows`;
const tool = (...parts: readonly string[]) => win32.join(FOLDER, 'System32', ...parts);

/** Its first start after a boot reads hundreds of files; each answer comes by WMI. */
const POWERSHELL_PATIENCE = 30_000;

/**
 * One script for all, since PowerShell takes longer to start than to answer. It holds no double quote,
 * which Windows would quote again, and calls no method, which Constrained Language Mode forbids (setting
 * the encoding is forbidden there too, hence `try`). A bound socket is of no interest when its port is
 * that of a connection: Windows lists one for each. What every version's ConvertTo-Json makes of enums,
 * it does not get to see. High integrity, by its SID, is what an administrator's rights amount to.
 */
const SCRIPT = `
$ErrorActionPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
try { [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false } catch { }
$all = @(Get-NetTCPConnection)
$udp = @(Get-NetUDPEndpoint)
$tcp = @($all | Where-Object { [int]$_.State -eq 2 -or [int]$_.State -eq 100 })
$bound = @{}
$tcp | Where-Object { [int]$_.State -eq 100 } | ForEach-Object { $bound[[string]$_.LocalPort] = $true }
$busy = @($all | Where-Object { [int]$_.State -ne 2 -and [int]$_.State -ne 100 -and $bound[[string]$_.LocalPort] } | ForEach-Object { [int]$_.LocalPort } | Sort-Object -Unique)
$ids = @($tcp + $udp | ForEach-Object { [int]$_.OwningProcess } | Sort-Object -Unique)
$processes = @(Get-CimInstance -ClassName Win32_Process -Property Handle,ProcessId,Name,ExecutablePath,CommandLine | Where-Object { $ids -contains [int]$_.ProcessId })
$owners = @($processes | ForEach-Object { $id = [int]$_.ProcessId; $owner = Invoke-CimMethod -InputObject $_ -MethodName GetOwner; if ($owner.User) { @{ ProcessId = $id; Domain = $owner.Domain; User = $owner.User } } })
$services = @(Get-CimInstance -ClassName Win32_Service -Filter 'ProcessId > 0' -Property Name,ProcessId)
$groups = @(& ($env:SystemRoot + '\\System32\\whoami.exe') /groups)
ConvertTo-Json -Compress -Depth 4 -InputObject @{
  tcp = @($tcp | Select-Object LocalAddress,LocalPort,@{ n = 'State'; e = { [int]$_.State } },OwningProcess)
  udp = @($udp | Select-Object LocalAddress,LocalPort,OwningProcess)
  busy = $busy
  processes = @($processes | Select-Object ProcessId,Name,ExecutablePath,CommandLine)
  owners = $owners
  services = @($services | Select-Object Name,ProcessId)
  elevated = [bool]($groups -match 'S-1-16-(12288|16384)')
}`;

/** All sockets, processes and services in one answer, as JSON. */
export const POWERSHELL: Command = {
  tool: tool('WindowsPowerShell', 'v1.0', 'powershell.exe'),
  args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', SCRIPT],
  patience: POWERSHELL_PATIENCE,
};

/** All sockets with their processes; it needs no rights, and speaks the system's language. */
export const NETSTAT: Command = { tool: tool('netstat.exe'), args: ['-ano'] };

/** Processes by number, with the services in them. */
export const TASKLIST: Command = {
  tool: tool('tasklist.exe'),
  args: ['/svc', '/fo', 'csv', '/nh'],
};

export type Family = 'ipv4' | 'ipv6';

/** The ranges of ports that nobody gets: Hyper-V's, an administrator's. */
export const excludedPorts = (family: Family, transport: 'tcp' | 'udp'): Command => ({
  tool: tool('netsh.exe'),
  args: ['interface', family, 'show', 'excludedportrange', `protocol=${transport}`],
});

/** The ports that Windows hands out by itself. */
export const DYNAMIC_PORTS: Command = {
  tool: tool('netsh.exe'),
  args: ['interface', 'ipv4', 'show', 'dynamicport', 'tcp'],
};
