#Requires -Version 7.4
<#
.SYNOPSIS
Hands a client back as one run: grants, our guests, accounts, applications and job roles end, access is read again, GDAP is terminated,
the final evidence pack is written, the tenant leaves the register, details are erased when the retention is over.
Exit code 0 when nothing is left but the retention, 2 otherwise; what is left is said.
.EXAMPLE
./offboard-client.ps1 -StorePath /srv/mspgov -Operator alice -Tenant contoso -StaffDomain msp.example -RetentionDays 365 -OutputPath /srv/handover -Ticket C-12
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StorePath,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $Tenant,
    [string[]] $StaffDomain = @(),
    [string[]] $Application = @(),
    [int] $RetentionDays = 365,
    [Parameter(Mandatory)] [string] $OutputPath,
    [string] $Ticket
)

Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
try {
    $run = Invoke-LifecycleEvent -Tenant $Tenant -Type Offboarding -OutputPath $OutputPath -StaffDomain $StaffDomain -Application $Application -RetentionDays $RetentionDays -Ticket $Ticket -Force -ErrorAction SilentlyContinue -ErrorVariable faults
    $run.Steps | Select-Object @{ n = 'Step'; e = { $_.Action } }, Target, Status, Evidence
    $run.ToDo | ForEach-Object { Write-Warning "To do: $_" }
    $faults | ForEach-Object { Write-Warning $_.Exception.Message }

    # Staged: the details are erased by a scheduled Invoke-LifecycleEvent -Continue, when they are due.
    exit ($run.State -in 'Complete', 'Staged' ? 0 : 2)
}
finally {
    Disconnect-GovernanceStore
}
