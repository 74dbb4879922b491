<#
.SYNOPSIS
    For a scheduler, every night: publishes the newest checkpoint, backs the store up, and keeps the last backups.
.DESCRIPTION
    Exit code 0: a verified backup is there. 1: somebody who vouches did not answer. Any other failure ends the script with its error.

    To restore, on the same machine or another:
        Restore-GovernanceStore <newest backup> <store> -Operator alice -Reason 'Disk lost'
.EXAMPLE
    pwsh -NoProfile -File backup.ps1 -Store D:\governance -Operator scheduler -Destination E:\backups
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Store,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $Destination,
    [ValidateRange(1, 1000)] [int] $Keep = 14
)

$ErrorActionPreference = 'Stop'
Connect-GovernanceStore -Path $Store -Operator $Operator | Out-Null
try {
    $failed = @()
    New-AuditCheckpoint -ErrorAction Continue -ErrorVariable failed | Out-Null
    $name = 'governance-{0:yyyyMMddTHHmmss}Z' -f [datetime]::UtcNow
    Backup-GovernanceStore ([System.IO.Path]::Combine($Destination, $name))

    # What a stopped run left is no backup, and holds keys.
    foreach ($part in [System.IO.Directory]::GetDirectories($Destination, 'governance-*.part')) {
        if ([System.IO.Directory]::GetLastWriteTimeUtc($part) -lt [datetime]::UtcNow.AddDays(-1)) { [System.IO.Directory]::Delete($part, $true) }
    }

    # The oldest go, only once the newest is verified.
    $all = @([System.IO.Directory]::GetDirectories($Destination, 'governance-*Z'))
    [array]::Sort($all)
    for ($i = 0; $i -lt $all.Count - $Keep; $i++) { [System.IO.Directory]::Delete($all[$i], $true) }
    if ($failed.Count) { exit 1 }
}
finally { Disconnect-GovernanceStore }
