<#
.SYNOPSIS
    Ends elevations that are past their end, for a scheduler: every 15 minutes, with nobody watching.
.DESCRIPTION
    Exit code 0: all is well. 1: something is not ended, in doubt or could not begin; the output names it. 2: only reviews of
    break-glass uses are overdue. 3: the sweep itself could not run. Safe with several running at once.
#>
[CmdletBinding()]
param(
    # Folder of the store.
    [Parameter(Mandatory)] [string] $StorePath,
    # Operator of the scheduler; needs the permissions Read and RequestElevation only.
    [string] $Operator = 'sweeper'
)

$ErrorActionPreference = 'Stop'
try {
    Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
    $sweep = Invoke-ElevationSweep -Force
    'Open', 'Due', 'Ended', 'NotEnded', 'Activated', 'NotActivated', 'Settled', 'InDoubt', 'Expired', 'Busy', 'ReviewsOverdue', 'ExitCode' |
        ForEach-Object { "$_=$($sweep.$_)" }
    $sweep.Items | Where-Object Action -in NotEnded, InDoubt, NotActivated, ReviewOverdue | ForEach-Object {
        "$($_.Grant.Tenant): $($_.Grant.Role) of $($_.Grant.Principal): $($_.Action). $($_.Message)"
    }
    $code = $sweep.ExitCode
}
catch {
    "The sweep could not run: $_"
    $code = 3
}
finally {
    Disconnect-GovernanceStore -ErrorAction Ignore
}

exit $code
