<#
.SYNOPSIS
    For the end of a quarter: reads what is stale, shows what is to be put right, and writes the reports for management and for clients.
.EXAMPLE
    ./quarterly-report.ps1 -StorePath ./store -Operator alice -Folder ./qbr -From 2026-07-01 -To 2026-10-01
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $StorePath,
    [Parameter(Mandatory)] [string] $Operator,
    # Folder for the reports.
    [Parameter(Mandatory)] [string] $Folder,
    # The quarter. The last 90 days by default.
    [datetime] $From,
    [datetime] $To
)

$ErrorActionPreference = 'Stop'
Connect-GovernanceStore -Path $StorePath -Operator $Operator | Out-Null
try {
    # What was never read, or too long ago, is Unknown in every report: read it first. A tenant that does not answer stays Unknown.
    $stale = Get-GovernancePosture -Check access.inventory, credential.expiring -Finding | ForEach-Object Tenant
    foreach ($tenant in @($stale | Where-Object { $_ })) {
        Get-TenantAccess $tenant -SaveSnapshot -ErrorAction Continue | Out-Null
        Get-NonHumanIdentity $tenant -ErrorAction Continue | Out-Null
    }

    Get-GovernancePosture
    (Get-GovernancePosture -Overall).Findings

    $period = @{}
    if ($PSBoundParameters.ContainsKey('From')) { $period.From = $From }
    if ($PSBoundParameters.ContainsKey('To')) { $period.To = $To }
    Export-GovernanceReport (Join-Path $Folder all) @period -Force
    Export-GovernanceReport (Join-Path $Folder clients) -PerTenant @period -Force
}
finally { Disconnect-GovernanceStore }
