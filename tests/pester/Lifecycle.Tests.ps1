BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    $script:Store = Connect-TestStore
    New-TestTenant -Name contoso -Seed 3 | Out-Null
    $script:Users = Get-TenantAccess -Tenant contoso | Where-Object PrincipalType -EQ User | Group-Object PrincipalName |
        Sort-Object Count -Descending | Select-Object -First 4 -ExpandProperty Name
    $script:Domain = ($Users[0] -split '@')[1]
}
AfterAll { Disconnect-GovernanceStore }

Describe 'Suspend-TenantUser' {
    It 'blocks and proves it' { (Suspend-TenantUser contoso $Users[1] -Force).Status | Should -Be 'Succeeded' }
    It 'names who is not there' { { Suspend-TenantUser contoso nobody@nowhere.example -Force -ErrorAction Stop } | Should -Throw -ErrorId 'TenantObjectNotFound,*' }
}
Describe 'Restore-TenantUser' {
    It 'lets in again' { (Restore-TenantUser contoso $Users[1] -Force).Status | Should -BeIn 'Succeeded', 'AlreadySo' }
}
Describe 'Reset-TenantUserPassword' {
    It 'gives a pass once' { (Reset-TenantUserPassword contoso $Users[1] -TemporaryAccessPass -Force).Secret | Should -Not -BeNullOrEmpty }
}
Describe 'Reset-TenantUserMfa' {
    It 'only plans with -WhatIf' { (Reset-TenantUserMfa contoso $Users[1] -WhatIf).Status | Should -Be 'Planned' }
}
Describe 'Revoke-TenantUserSession' {
    It 'reads back that the time moved' { (Revoke-TenantUserSession contoso $Users[1] -Force).Status | Should -Be 'Succeeded' }
}
Describe 'Invoke-LifecycleEvent' {
    It 'leaves nothing of a leaver' {
        $run = Invoke-LifecycleEvent contoso -Type Leaver -EventId hr-1 -DisplayName 'Max Weber' -UserPrincipalName $Users[0] -NewOwner $Users[2] -AllowLastAdministrator -Force
        $run.Complete | Should -BeTrue
        Get-TenantAccess -Tenant contoso -Principal $Users[0] | Should -BeNullOrEmpty
    }
    It 'refuses an unknown person' {
        { Invoke-LifecycleEvent contoso -Type Leaver -EventId hr-2 -DisplayName 'No One' -UserPrincipalName no@nowhere.example -Force -ErrorAction Stop } | Should -Throw -ErrorId 'PersonNotFound,*'
    }
}
Describe 'Get-LifecycleRun' {
    It 'shows the steps from the ledger' { (Get-LifecycleRun hr-1).Steps.Action | Should -Contain 'user.disable' }
}
Describe 'Compare-Workforce' {
    It 'names accounts of nobody with the command that fixes it' {
        $list = Join-Path $TestDrive staff.csv
        Set-Content $list "Id;Mail`n1;$($Users[2])"
        $findings = Compare-Workforce contoso -Path $list -StaffDomain $Domain
        ($findings | Where-Object Kind -EQ Orphaned)[0].Fix | Should -Match '^Suspend-TenantUser'
    }
}
Describe 'Runbooks' {
    It 'offboards and reports nothing left' {
        & (Join-Path $PSScriptRoot .. .. examples runbooks offboard-engineer.ps1) -StorePath $Store -Operator alice -DisplayName Ann -UserPrincipalName $Users[3] -NewOwner $Users[2] -EventId hr-3 | Out-Null
        $LASTEXITCODE | Should -Be 0
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
        (Get-LifecycleRun hr-3).Complete | Should -BeTrue
    }
    It 'reconciles every night' {
        $list = Join-Path $TestDrive staff.csv
        Set-Content $list "Id;Mail`n1;$($Users[2])"
        & (Join-Path $PSScriptRoot .. .. examples rmm nightly-reconcile.ps1) -StorePath $Store -Operator alice -StaffList $list -StaffDomain $Domain | Out-Null
        $LASTEXITCODE | Should -Be 1
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
    }
    It 'onboards a client' {
        New-LabTenant -Name fabrikam -Seed 4 | Out-Null
        $anchor = Join-Path $TestDrive fabrikam.json
        & (Join-Path $PSScriptRoot .. .. examples runbooks onboard-client.ps1) -StorePath $Store -Operator alice -Lab fabrikam -AnchorPath $anchor | Out-Null
        $LASTEXITCODE | Should -Be 0
        Test-Path $anchor | Should -BeTrue
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
    }
}
