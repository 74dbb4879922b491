<#
.SYNOPSIS
    For an RMM monitor: is the governance store well? One line a check that is not, and an exit code.
.DESCRIPTION
    Exit code 0: all is well. 1: something is to be looked at. 2: something is broken, or the store cannot be opened. 3: the module
    itself could not run. With -Quick the ledger is not re-hashed: for a run every few minutes beside a full one every night.
.EXAMPLE
    pwsh -NoProfile -File health.ps1 -StorePath D:\governance -Operator monitor
.EXAMPLE
    powershell.exe -Command "& 'C:\Program Files\PowerShell\7\pwsh.exe' -NoProfile -File health.ps1 -StorePath D:\governance -Operator monitor; exit $LASTEXITCODE"
    From an agent that has Windows PowerShell 5.1 only.
#>
[CmdletBinding()]
param(
    # Folder of the store.
    [Parameter(Mandatory)] [string] $StorePath,
    # Operator of the monitor; the role ReadOnly is enough.
    [string] $Operator = 'monitor',
    # Leaves out the checks that read the whole ledger.
    [switch] $Quick
)

$ErrorActionPreference = 'Stop'
try {
    $arguments = @{ Path = $StorePath; Operator = $Operator }
    if ($Quick) { $arguments.Check = 'store.*', 'keys.*', 'elevation.*', 'change.*', 'ledger.highwater', 'ledger.anchored' }
    $health = Test-GovernanceHealth @arguments
    "status=$($health.Status) checks=$($health.Checks.Count)"
    $health.Findings | ForEach-Object { "$($_.Check) $($_.Status): $($_.Message)$(if ($_.Mend) { " Mend: $($_.Mend)" })" }
    $code = $health.ExitCode
}
catch {
    "The check could not run: $_"
    $code = 3
}

exit $code
