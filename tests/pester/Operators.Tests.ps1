BeforeAll { . $PSScriptRoot/TestStore.ps1; $script:Store = Connect-TestStore; New-TestTenant | Out-Null }
AfterAll { Disconnect-GovernanceStore }

Describe 'New-GovernanceOperator' {
    It 'makes an operator with a key of its own' {
        New-GovernanceOperator anna -DisplayName Anna | Out-Null
        { New-GovernanceOperator anna -ErrorAction Stop } | Should -Throw -ErrorId 'OperatorAlreadyExists,*'
    }
}
Describe 'Get-GovernanceOperator' { It 'shows what may be done where' { (Get-GovernanceOperator alice -Effective).Tenant | Should -Contain contoso } }
Describe 'Set-GovernanceOperator' {
    It 'records own accounts by object id' {
        $user = (Get-TenantAccess contoso | Where-Object PrincipalType -eq User)[0]
        (Set-GovernanceOperator anna -Account @{ contoso = $user.PrincipalName } -PassThru).Accounts.Values | Should -Be $user.PrincipalId
    }
}
Describe 'Grant-GovernanceRole' {
    It 'holds only where it was granted' {
        Grant-GovernanceRole anna HelpDesk -Tenant contoso | Out-Null
        (Get-GovernanceOperator anna -Effective | Where-Object Tenant -eq '(msp)').Permissions | Should -Be None
    }
    It 'refuses a scope that is missing' { { Grant-GovernanceRole anna Manager -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*' }
}
Describe 'Revoke-GovernanceRole' {
    It 'never takes away the last administrator' {
        { Revoke-GovernanceRole alice AdministratorWithBilling -Force -ErrorAction Stop } | Should -Throw -ErrorId 'LastAdministrator,*'
    }
}
Describe 'New-GovernanceRole' { It 'defines a role' { (New-GovernanceRole Sweeper -Permission Read, RequestElevation).BuiltIn | Should -BeFalse } }
Describe 'Set-GovernanceRole' { It 'changes it' { "$((Set-GovernanceRole Sweeper -Permission Read).Permissions)" | Should -Be Read } }
Describe 'Get-GovernanceRole' { It 'lists all' { (Get-GovernanceRole).Role | Should -Contain Sweeper } }
Describe 'Remove-GovernanceRole' { It 'removes it' { Remove-GovernanceRole Sweeper; (Get-GovernanceRole).Role | Should -Not -Contain Sweeper } }
Describe 'Update-OperatorKey' {
    It 'replaces the key, and the operator can go on with the new one' {
        Update-OperatorKey anna -Force | Out-Null
        Connect-GovernanceStore -Path $Store -Operator anna | Out-Null
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
    }
}
Describe 'Disable-GovernanceOperator' {
    It 'stops everything under the name' {
        New-GovernanceOperator otto -Role HelpDesk -AllTenants | Out-Null
        Disable-GovernanceOperator otto -Force
        Connect-GovernanceStore -Path $Store -Operator otto | Out-Null
        { New-ElevationGrant contoso 'Reports Reader' -Reason x -Force -ErrorAction Stop } | Should -Throw -ErrorId 'OperatorNotPermitted,*'
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
    }
}
