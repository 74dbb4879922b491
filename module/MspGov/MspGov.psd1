@{
    RootModule           = 'MspGov.Cmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '3f0c7f1e-5d0e-4a55-9a0c-6b8f6f0f3b5d'
    Author               = 'MspGov contributors'
    CompanyName          = 'MspGov'
    Copyright            = '(c) MspGov contributors. MIT licence.'
    Description          = 'Governs identity and admin access across the client tenants of a Managed Service Provider: effective access by every path, just-in-time elevation, access reviews, templates, lifecycle, and a signed ledger with evidence that each client verifies offline.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @(
        'Access.Format.ps1xml'
        'Lab.Format.ps1xml'
        'Ledger.Format.ps1xml'
        'Reports.Format.ps1xml'
        'Lifecycle.Format.ps1xml'
        'Store.Format.ps1xml'
        'Templates.Format.ps1xml'
        'Tenants.Format.ps1xml'
    )
    TypesToProcess       = @()
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    # One line a cmdlet, in alphabetical order of the noun.
    CmdletsToExport      = @(
        'Get-AccessSnapshot'
        'Get-AuditAnchor'
        'Set-AuditAnchor'
        'Get-AuditCheckpoint'
        'New-AuditCheckpoint'
        'Get-AuditEntry'
        'Send-AuditEntry'
        'Export-AuditEvidence'
        'Test-AuditEvidence'
        'Test-AuditLedger'
        'Export-AuditTrust'
        'Measure-BlastRadius'
        'Get-ClientTenant'
        'Register-ClientTenant'
        'Set-ClientTenant'
        'Test-ClientTenant'
        'Unregister-ClientTenant'
        'Get-EvidenceRegister'
        'Connect-GovernanceStore'
        'Disconnect-GovernanceStore'
        'Get-GovernanceStore'
        'Initialize-GovernanceStore'
        'Set-IdentityOwner'
        'Get-LabTenant'
        'New-LabTenant'
        'Remove-LabTenant'
        'Set-LabTenant'
        'Invoke-LifecycleEvent'
        'Get-LifecycleRun'
        'Restore-TenantUser'
        'Suspend-TenantUser'
        'Reset-TenantUserMfa'
        'Reset-TenantUserPassword'
        'Revoke-TenantUserSession'
        'Compare-Workforce'
        'Approve-TenantTemplate'
        'Compare-TenantTemplate'
        'Copy-TenantTemplate'
        'Export-TenantTemplate'
        'Get-TenantTemplate'
        'Import-TenantTemplate'
        'New-TenantTemplate'
        'Restore-TenantTemplate'
        'Get-NonHumanIdentity'
        'Get-PrivilegedIdentity'
        'Compare-TenantAccess'
        'Get-TenantAccess'
    )
    PrivateData          = @{
        PSData = @{
            Tags       = @('MSP', 'Entra', 'Microsoft365', 'Graph', 'GDAP', 'PIM', 'AccessReview', 'Governance', 'ISO27001', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
