BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-TestTenant contoso | Out-Null
}
AfterAll { Disconnect-GovernanceStore }

Describe 'Get-EvidenceRegister' {
    It 'covers the frameworks that auditors ask for' {
        (Get-EvidenceRegister contoso).Requirement | Should -Contain 'A.8.2'
        (Get-EvidenceRegister contoso).Requirement | Should -Contain 'PR.AA-01'
    }
    It 'turns covered when the work was done' {
        Get-TenantAccess contoso | Out-Null
        (Get-EvidenceRegister contoso -State Covered).Requirement | Should -Contain '5'
    }
}
