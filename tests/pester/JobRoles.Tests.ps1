BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-TestTenant contoso | Out-Null
}
AfterAll { Disconnect-GovernanceStore }

Describe 'Get-JobRole' {
    It 'shows the ready-made catalogue before anybody adopted it' {
        (Get-JobRole).Name | Should -Be @('AccountManager', 'DutyManager', 'FirstLineSupport', 'ProjectEngineer', 'SecurityAnalyst', 'SeniorEngineer')
        (Get-JobRole FirstLineSupport).Version | Should -Be 0
    }
}

Describe 'Set-JobRole' {
    It 'refuses to assign what is not approved' {
        { Set-JobRole FirstLineSupport -Person helen -Tenant contoso -ErrorAction Stop } | Should -Throw -ErrorId 'JobRoleNotApproved,*'
    }
    It 'adopts and approves the ready-made catalogue once' {
        (Set-JobRole -ReadyMade -PassThru).Count | Should -Be 6
        Set-JobRole -ReadyMade -PassThru | Should -BeNullOrEmpty
        Get-JobRole | Where-Object Status -EQ Proposed | Set-JobRole -Approve
        (Get-JobRole).Status | Select-Object -Unique | Should -Be 'Approved'
    }
    It 'assigns and withdraws' {
        Set-JobRole FirstLineSupport -Person helen -Principal helen@contoso.example -Tenant contoso -Ticket CHG-1
        (Get-JobRole -Assignment -Person helen).JobRole | Should -Be 'FirstLineSupport'
        { Set-JobRole FirstLineSupport -Person helen -Tenant contoso -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,*'
        (Set-JobRole FirstLineSupport -Person helen -Withdraw -PassThru).State | Should -Be 'withdrawn'
    }
    It 'writes a new version that counts once approved' {
        Set-JobRole FirstLineSupport -Entitlement @{ EntraRole = '88d8e3e3-8f55-4a1e-953a-9b9898b8876b'; Name = 'Directory Readers'; Holding = 'Standing' }
        (Get-JobRole FirstLineSupport | Where-Object Status -EQ Approved).Version | Should -Be 1
        Set-JobRole FirstLineSupport -Approve
        (Get-JobRole FirstLineSupport).Version | Should -Be 2
    }
    It 'refuses an entitlement that is none' {
        { Set-JobRole X -Entitlement @{ Name = 'n' } } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
}
