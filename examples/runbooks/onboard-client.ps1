#Requires -Version 7.4
<#
.SYNOPSIS
Brings a new client on board as one run: registered, permissions tested, effective access read as the baseline, emergency accounts
registered, trust anchor written for the client, first review opened. Run again, it goes on where it stopped.
Exit code 0 when every step is done, 2 when something is missing; what is missing is said.
.EXAMPLE
./onboard-client.ps1 -StorePath /srv/mspgov -Operator alice -Lab contoso -ServiceOwner alice -BreakGlassAccount bg1@contoso.example, bg2@contoso.example -OutputPath /srv/handover
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StorePath,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $Lab,
    [ValidateSet('Standard', 'HighRegulation')] [string] $Tier = 'Standard',
    [Parameter(Mandatory)] [string] $ServiceOwner,
    [guid] $PartnerTenantId,
    [string[]] $BreakGlassAccount = @(),
    [Parameter(Mandatory)] [string] $OutputPath
)

Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
try {
    # A real client is registered with -TenantId, -ClientId and -ClientCertificate instead.
    if (-not (Get-ClientTenant $Lab -ErrorAction SilentlyContinue)) {
        $client = @{ Tier = $Tier; ServiceOwner = $ServiceOwner }
        if ($PartnerTenantId) { $client.PartnerTenantId = $PartnerTenantId }
        Get-LabTenant $Lab | Register-ClientTenant @client | Out-Null
    }

    $run = Invoke-LifecycleEvent -Tenant $Lab -Type Onboarding -OutputPath $OutputPath -BreakGlassAccount $BreakGlassAccount -Force -ErrorAction SilentlyContinue -ErrorVariable faults
    $run.Steps | Select-Object @{ n = 'Step'; e = { $_.Action } }, Status, Evidence
    $run.ToDo | ForEach-Object { Write-Warning "To do: $_" }
    $faults | ForEach-Object { Write-Warning $_.Exception.Message }

    exit ($run.Complete ? 0 : 2)
}
finally {
    Disconnect-GovernanceStore
}
