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
    It 'onboards a client, and goes on where it stopped' {
        $msp = New-LabTenant -Name msp -Seed 5 | Register-ClientTenant
        New-LabTenant -Name fabrikam -Seed 4 -ManagedBy msp | Out-Null
        $folder = Join-Path $TestDrive handover
        $onboard = @{ StorePath = $Store; Operator = 'alice'; Lab = 'fabrikam'; ServiceOwner = 'alice'; OutputPath = $folder; PartnerTenantId = $msp.Id }
        & (Join-Path $PSScriptRoot .. .. examples runbooks onboard-client.ps1) @onboard 3> $null | Out-Null
        $LASTEXITCODE | Should -Be 2
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
        $emergency = (Get-TenantAccess -Tenant fabrikam -Role 'Global Administrator' | Where-Object PrincipalType -EQ User)[0].PrincipalName
        & (Join-Path $PSScriptRoot .. .. examples runbooks onboard-client.ps1) @onboard -BreakGlassAccount $emergency 3> $null | Out-Null
        $LASTEXITCODE | Should -Be 0
        Test-Path (Join-Path $folder fabrikam.trust.json) | Should -BeTrue
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
        (Get-LifecycleRun onboarding-fabrikam-*).Steps.Status | Sort-Object -Unique | Should -Be 'Succeeded'
        (Get-AccessReview -Tenant fabrikam).Count | Should -Be 1
    }
    It 'hands a client back with evidence that verifies' {
        $folder = Join-Path $TestDrive handback
        Export-AuditTrust fabrikam -Path (Join-Path $TestDrive anchor.json) | Out-Null
        & (Join-Path $PSScriptRoot .. .. examples runbooks offboard-client.ps1) -StorePath $Store -Operator alice -Tenant fabrikam -RetentionDays 0 -OutputPath $folder 3> $null | Out-Null
        $LASTEXITCODE | Should -Be 0
        Connect-GovernanceStore -Path $Store -Operator alice | Out-Null
        Get-ClientTenant | Where-Object Name -EQ fabrikam | Should -BeNullOrEmpty
        (Test-AuditEvidence -Path (Join-Path $folder fabrikam.evidence.zip) -TrustAnchor (Join-Path $TestDrive anchor.json)).Verdict | Should -Be 'ValidNotAnchored'
        (Test-AuditLedger).Verdict | Should -Be 'ValidNotAnchored'
    }
}
