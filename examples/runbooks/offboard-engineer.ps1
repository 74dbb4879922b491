#Requires -Version 7.4
<#
.SYNOPSIS
Takes an engineer of the MSP out of every client tenant, and proves it. Exit code 0 when every tenant is proven, 2 when something is left.
.EXAMPLE
./offboard-engineer.ps1 -StorePath /srv/mspgov -Operator automation -DisplayName 'Max Weber' -UserPrincipalName max@msp.example -EventId hr-4711 -Ticket HR-4711
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StorePath,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $DisplayName,
    [Parameter(Mandatory)] [string[]] $UserPrincipalName,
    [Parameter(Mandatory)] [string] $EventId,
    [string] $NewOwner,
    [string] $Ticket,
    [string[]] $Tenant = '*'
)

Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
try {
    $person = @{
        DisplayName = $DisplayName
        PersonId    = $UserPrincipalName[0]
        Principal   = $UserPrincipalName
        EventId     = $EventId
    }
    if ($NewOwner) { $person.NewOwner = $NewOwner }
    if ($Ticket) { $person.Ticket = $Ticket }

    # Faults of one tenant do not keep the others from being blocked: look at the runs, not at the first error.
    $runs = @(Invoke-LifecycleEvent -Tenant $Tenant -Type Leaver @person -Force -ErrorAction SilentlyContinue -ErrorVariable faults)
    $runs | Select-Object Tenant, State, BlockedAt, CompletedAt, Remaining, ToDo
    $faults | ForEach-Object { Write-Warning $_.Exception.Message }

    exit (($runs.Count -gt 0 -and -not ($runs | Where-Object { -not $_.Complete })) ? 0 : 2)
}
finally {
    Disconnect-GovernanceStore
}
