/** Commands of PowerShell, where it is the shell that an agent types into. */
import type { Cases, CommandSpec, Family } from '../vocabulary/spec.ts';
import { stopping } from './guards.ts';

const CHOICES =
  '-Filter -Include -Exclude -Depth -Encoding -Delimiter -Property -First -Last -Skip -Unique -Pattern -Context -Tail -TotalCount -ErrorAction -ErrorVariable -Name -Type -ItemType -Value -InputObject -Credential';
/** Everything is done to the operands, or to what `-Path` names. */
const onPaths = (effect: 'file.list' | 'file.read' | 'file.write' | 'file.create'): CommandSpec => ({
  style: 'long',
  operands: `${effect}*`,
  values: { '-Path -LiteralPath -FilePath -PSPath': effect, [CHOICES]: 'text' },
  flags: { '-WhatIf': { only: true } },
});
/** Of paths on a drive, which ones hold a whole system or everybody's homes; bash takes the backslashes away. */
const DELETED: Cases = {
  'C: c: C:\\ c:\\ C:/ c:/ C:* D: D:\\ D:/ C:\\Windows* C:/Windows* C:Windows* C:\\Users C:/Users C:Users C:\\Users\\* C:\\Program*':
    'disk.destroy',
  'C:* c:* D:* d:* E:* e:* \\\\*': 'system.change',
  else: 'file.delete',
  dynamic: 'file.delete',
};
const COPY = { '-Destination -DestinationPath': 'file.write', [CHOICES]: 'text' } as const;
const REQUEST: CommandSpec = {
  style: 'long',
  operands: 'network.fetch*',
  values: {
    '-Uri': 'network.fetch',
    '-Method': {
      'Get GET get Head HEAD head Options': 'text',
      'Delete DELETE delete': 'remote.delete',
      else: 'remote.change',
    },
    '-InFile': 'file.upload',
    '-OutFile': 'file.write',
    '-Body -Form': { takes: 'text', does: 'network.send' },
    '-Headers -ContentType -UserAgent -TimeoutSec -Proxy -Credential -SessionVariable -WebSession -MaximumRedirection':
      'text',
  },
};

export const powershell: Family = {
  'Get-ChildItem Get-Item Test-Path Resolve-Path Get-Acl Get-FileHash': onPaths('file.list'),
  'Get-Content Import-Csv Import-Clixml': onPaths('file.read'),
  'Select-String': { ...onPaths('file.read'), operands: ['text', 'file.read*'] },
  'Get-Process Get-Service Get-Date Get-Location Get-Help Get-Command Get-Member Get-Variable Get-Module Get-Alias Get-Host Get-Culture Get-History Get-Job Get-PSDrive Get-Volume Get-Disk Get-Partition Get-NetIPAddress Get-NetTCPConnection Get-NetAdapter Get-ComputerInfo Get-HotFix Get-CimInstance Get-WmiObject Get-EventLog Get-WinEvent Get-ScheduledTask Get-LocalUser Get-LocalGroup Get-LocalGroupMember Get-ExecutionPolicy Get-Package Get-InstalledModule Get-ItemProperty Get-ItemPropertyValue Where-Object Select-Object Sort-Object Measure-Object Group-Object ForEach-Object Format-Table Format-List Format-Wide Format-Hex Out-String Out-Null Out-Host Out-Default Write-Host Write-Output Write-Verbose Write-Warning Write-Error Write-Debug Write-Progress ConvertTo-Json ConvertFrom-Json ConvertTo-Csv ConvertFrom-Csv ConvertTo-Html Compare-Object Join-Path Split-Path Measure-Command Start-Sleep Test-Connection Test-NetConnection Resolve-DnsName Find-Module Find-Package':
    { does: 'inspect', style: 'long', operands: 'text*' },
  'Set-Location Push-Location': { style: 'long', operands: 'directory?' },
  'Pop-Location': 'shell.state',
  'Remove-Item': {
    style: 'long',
    operands: { every: DELETED },
    values: { '-Path -LiteralPath': DELETED, [CHOICES]: 'text' },
    flags: { '-Recurse -r': { turns: { 'file.delete': 'file.delete-tree' } }, '-WhatIf': { only: true }, '-Force': {} },
  },
  'Clear-Content Set-Content Add-Content Out-File Export-Csv Export-Clixml Tee-Object': {
    ...onPaths('file.write'),
    operands: ['file.write', 'text*'],
  },
  'New-Item': onPaths('file.create'),
  'Copy-Item': { style: 'long', operands: ['file.read', 'file.write'], values: { '-Path': 'file.read', ...COPY } },
  'Move-Item Rename-Item': {
    style: 'long',
    operands: ['file.move', 'file.write'],
    values: { '-Path': 'file.move', '-NewName': 'text', ...COPY },
  },
  'Compress-Archive': {
    style: 'long',
    operands: ['file.read', 'file.write'],
    values: { '-Path': 'file.read', ...COPY },
  },
  'Expand-Archive': {
    style: 'long',
    operands: ['file.read', 'file.unpack'],
    values: { '-Path': 'file.read', '-DestinationPath': 'file.unpack' },
  },
  'Set-Acl': { style: 'long', operands: ['file.permit', 'text*'], values: { '-Path': 'file.permit' } },
  'Invoke-WebRequest Invoke-RestMethod iwr irm': REQUEST,
  'Start-BitsTransfer': {
    style: 'long',
    operands: ['network.fetch', 'file.write'],
    values: { '-Source': 'network.fetch', '-Destination': 'file.write' },
  },
  'Invoke-Expression': {
    style: 'long',
    operands: 'source.powershell*',
    stdin: 'source.powershell',
    values: { '-Command': 'source.powershell' },
  },
  'Invoke-Command Start-Job Start-ThreadJob Invoke-Item Start-Process Add-Type Import-Module Register-ObjectEvent': {
    style: 'long',
    does: 'code.inline',
    operands: 'text*',
    values: { '-ComputerName': { takes: 'text', does: 'network.login' } },
  },
  'Enter-PSSession New-PSSession': { style: 'long', does: 'network.login', operands: 'text*' },
  'Enable-PSRemoting Set-WSManQuickConfig': { style: 'long', does: 'network.listen-raw' },
  'Stop-Process': { style: 'long', does: 'process.signal', operands: 'text*' },
  'Restart-Service': { style: 'long', does: 'service.restart', operands: 'text*' },
  'Stop-Service Suspend-Service Set-Service Remove-Service Start-Service': {
    style: 'long',
    operands: {
      every: { 'WinDefend windefend Sense wscsvc MpsSvc EventLog': 'evade.security', ...stopping('service.change') },
    },
    values: {
      '-Name': { 'WinDefend windefend Sense wscsvc MpsSvc EventLog': 'evade.security', else: 'service.change' },
    },
    does: 'service.change',
  },
  'New-Service': { style: 'long', does: 'service.enable', operands: 'text*' },
  'Register-ScheduledTask Set-ScheduledTask New-ScheduledTask Register-ScheduledJob': {
    style: 'long',
    does: 'schedule.install',
    operands: 'text*',
  },
  'Unregister-ScheduledTask Disable-ScheduledTask': { style: 'long', does: 'service.change', operands: 'text*' },
  'Set-ExecutionPolicy': { style: 'long', does: 'config.redirect', operands: 'text*' },
  'Set-MpPreference Add-MpPreference Remove-MpPreference Uninstall-WindowsFeature': {
    style: 'long',
    does: 'evade.security',
    operands: 'text*',
  },
  'Clear-EventLog Remove-EventLog Limit-EventLog': { style: 'long', does: 'evade.logs', operands: 'text*' },
  'Clear-History': { style: 'long', does: 'shell.history-off' },
  'Set-NetFirewallProfile Set-NetFirewallRule New-NetFirewallRule Remove-NetFirewallRule Disable-NetFirewallRule Enable-NetFirewallRule':
    {
      style: 'long',
      does: 'network.configure',
      operands: 'text*',
      values: { '-Enabled': { 'False false': 'network.firewall-off', else: 'text' } },
    },
  'New-NetIPAddress Set-NetIPAddress Set-DnsClientServerAddress Disable-NetAdapter Enable-NetAdapter Restart-NetAdapter Rename-Computer Add-Computer':
    { style: 'long', does: 'network.configure', operands: 'text*' },
  'New-LocalUser Set-LocalUser Remove-LocalUser Enable-LocalUser Disable-LocalUser New-LocalGroup Remove-LocalGroupMember':
    { style: 'long', does: 'user.change', operands: 'text*' },
  'Add-LocalGroupMember': { style: 'long', does: 'privilege.grant', operands: 'text*' },
  'Set-ItemProperty New-ItemProperty Remove-ItemProperty Enable-WindowsOptionalFeature Disable-WindowsOptionalFeature Set-TimeZone Set-Date':
    { style: 'long', does: 'system.change', operands: 'text*' },
  'Install-Module Install-Package Install-Script Update-Module Install-PackageProvider Install-WindowsFeature': {
    style: 'long',
    does: 'package.install-system',
    operands: 'text*',
  },
  'Uninstall-Module Uninstall-Package': { style: 'long', does: 'package.remove-system', operands: 'text*' },
  'Register-PSRepository Set-PSRepository': { style: 'long', does: 'config.redirect', operands: 'text*' },
  'Format-Volume Clear-Disk Initialize-Disk Remove-Partition': {
    style: 'long',
    does: 'disk.destroy',
    operands: 'text*',
  },
  'New-Partition Set-Partition Resize-Partition Mount-DiskImage Dismount-DiskImage': {
    style: 'long',
    does: 'disk.change',
    operands: 'text*',
  },
  'Restart-Computer Stop-Computer': { style: 'long', does: 'system.shutdown', operands: 'text*' },
  'Get-Credential': { style: 'long', does: 'secret.show', operands: 'text*' },
  'Export-PfxCertificate': { style: 'long', does: 'secret.dump', operands: 'text*' },
  'Get-Clipboard': { style: 'long', does: 'desktop.spy' },
  'Set-Clipboard': { style: 'long', does: 'desktop.act', operands: 'text*' },
  'Set-Alias New-Alias Set-Variable New-Variable Remove-Variable Set-StrictMode Clear-Host': {
    style: 'long',
    does: 'shell.state',
    operands: 'text*',
  },
};
