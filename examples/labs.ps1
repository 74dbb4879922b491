<#
.SYNOPSIS
    Lab tenants that misbehave, and how the product says so.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
$folder = [System.IO.Directory]::CreateTempSubdirectory('mspgov-labs-').FullName
try {
    Initialize-GovernanceStore -Path "$folder/store" -Operator alice | Out-Null
    Connect-GovernanceStore -Path "$folder/store" -Operator alice | Out-Null
    New-LabTenant -Name contoso -Seed 1 | Register-ClientTenant -Jurisdiction DE | Out-Null
    Set-ClientTenant contoso -ServiceOwner 'Dana' -RiskOwner 'Eli' -Approver 'it@contoso.example'
    Get-ClientTenant contoso | Out-Default
    Test-ClientTenant contoso | Out-Default

    "`n== Every third request is throttled: slower, and complete all the same"
    Set-LabTenant contoso -ThrottleRate 0.3
    "   $(@(Get-TenantAccess contoso).Count) paths"

    "`n== One family of reads is forbidden: an error that says which, and rows that say Partial"
    Set-LabTenant contoso -ThrottleRate 0 -DeniedPath /roleManagement
    $rows = @(Get-TenantAccess contoso -ErrorVariable incomplete -ErrorAction SilentlyContinue)
    $rows[0].Completeness
    $incomplete | ForEach-Object { "   $($_.FullyQualifiedErrorId): $_" }

    "`n== The MSP's own tenant knows its customers: registered in one go, and a second time nothing changes"
    New-LabTenant -Name msp -Seed 2 -Partner | Register-ClientTenant | Out-Null
    New-LabTenant -Name fabrikam -Seed 3 -ManagedBy msp | Out-Null
    Import-ClientTenant -Partner msp -Customer fabrikam | Out-Default
    Import-ClientTenant -Partner msp -Customer fabrikam | Out-Default

    "`n== The contract ends"
    Unregister-ClientTenant contoso -Force -Reason 'Contract ended'
    Get-LabTenant | Remove-LabTenant -Confirm:$false
    "   what is still missing for ISO 27001 is no longer anybody's question; the log stays:"
    Get-AuditEntry contoso | Out-Default
    Get-GovernanceStore | Out-Default
}
finally {
    Disconnect-GovernanceStore
    [System.IO.Directory]::Delete($folder, $true)
}
