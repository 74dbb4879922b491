BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-TestTenant contoso | Out-Null
    New-TestTenant fabrikam 2 | Out-Null
    1..3 | ForEach-Object { Get-TenantAccess -Tenant contoso | Out-Null }
    Export-AuditTrust -Tenant contoso -Path $script:TestRoot/trust.json | Out-Null
}
AfterAll { Disconnect-GovernanceStore; Remove-Item -Recurse -Force $script:TestRoot }

Describe 'Set-RetentionPolicy' {
    It 'sets a policy for everywhere and one for a tenant, in its own log' {
        (Set-RetentionPolicy -KeepFor P730D -Ticket CHG-9).KeepFor | Should -Be ([timespan]'730')
        Set-RetentionPolicy -Tenant contoso -KeepFor PT0S -KeepAfterOffBoarding PT0S | Out-Null
        (Get-AuditEntry -Tenant contoso -Action retention.set).Count | Should -Be 1
    }
    It 'does nothing with -WhatIf' {
        Set-RetentionPolicy -KeepFor P1D -WhatIf | Should -BeNullOrEmpty
        (Get-RetentionPolicy)[0].KeepFor | Should -Be ([timespan]'730')
    }
}

Describe 'Get-RetentionPolicy' {
    It 'lists all, or one tenant''s own' {
        @(Get-RetentionPolicy).Count | Should -Be 2
        @(Get-RetentionPolicy -Tenant fabrikam).Count | Should -Be 0
    }
}

Describe 'Clear-AuditDetail' {
    It 'erases what policies ask for, keeps what the register needs, and the ledger verifies' {
        $erased = Clear-AuditDetail -Policy -Ticket T-1 -Reason age -Force
        $erased.Erased | Should -BeGreaterThan 2 -Because 'of three readings the last is needed'
        $erased.Kept | Should -BeGreaterThan 0
        $report = Test-AuditLedger
        $report.Verdict | Should -Be 'ValidNotAnchored'
        $report.Erased | Should -Be $erased.Erased
        @(Get-AuditEntry -Tenant contoso | Where-Object DetailErased).Count | Should -Be $erased.Erased
    }
    It 'only tells with -WhatIf' {
        Get-TenantAccess -Tenant contoso | Out-Null
        Get-AuditEntry -Tenant contoso -Newest 1 | Clear-AuditDetail -Ticket T -Reason R -WhatIf
        (Get-AuditEntry -Tenant contoso -Newest 1).DetailErased | Should -BeFalse
    }
    It 'refuses a detail that the register needs until the tenant is off-boarded' {
        { Clear-AuditDetail contoso -Seq 0 -Ticket T -Reason R -Force -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,*'
        { Clear-AuditDetail contoso -OffBoarded -Ticket T -Reason R -Force -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,*'
        Unregister-ClientTenant contoso -Force
        (Clear-AuditDetail contoso -OffBoarded -Ticket T-2 -Reason 'End of contract' -Force).Kept | Should -Be 0
        (Test-AuditLedger).Findings | Should -BeNullOrEmpty
    }
}
