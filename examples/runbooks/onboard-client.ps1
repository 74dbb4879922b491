#Requires -Version 7.4
<#
.SYNOPSIS
Brings a new client on board: connection and permissions checked, effective access read as the baseline, trust anchor handed out.
Exit code 0 when everything is there, 2 when something is missing; what is missing is said.
.EXAMPLE
./onboard-client.ps1 -StorePath /srv/mspgov -Operator alice -Lab contoso -Tier Standard -AnchorPath /srv/anchors/contoso.json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StorePath,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $Lab,
    [ValidateSet('Standard', 'HighRegulation')] [string] $Tier = 'Standard',
    [Parameter(Mandatory)] [string] $AnchorPath
)

Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
try {
    # A real client is registered with -ClientId and -Certificate instead; run again, it goes on.
    $tenant = Get-ClientTenant $Lab -ErrorAction SilentlyContinue
    if (-not $tenant) {
        Get-LabTenant $Lab | Register-ClientTenant -Tier $Tier
        $tenant = Get-ClientTenant $Lab
    }

    $test = Test-ClientTenant $tenant.Name
    $baseline = @(Get-TenantAccess -Tenant $tenant.Name -ErrorVariable gaps -ErrorAction SilentlyContinue)
    if (-not (Test-Path $AnchorPath)) { Export-AuditTrust $tenant.Name -Path $AnchorPath | Out-Null }

    [pscustomobject]@{
        Tenant     = $tenant.Name
        Ready      = $test.Ready
        Missing    = @($test.Checks | Where-Object { -not $_.Passed }).Message
        Paths      = $baseline.Count
        Privileged = @($baseline | Where-Object Privileged).Count
        Gaps       = $gaps.Count
        Anchor     = $AnchorPath
    }
    exit ($test.Ready -and $gaps.Count -eq 0 ? 0 : 2)
}
finally {
    Disconnect-GovernanceStore
}
