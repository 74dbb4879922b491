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

Describe 'Get-GovernancePosture' {
    It 'does not call well what nobody has read' {
        $fresh = New-TestTenant fabrikam 2
        $standing = (Get-GovernancePosture $fresh.Name).Checks | Where-Object Check -eq 'access.standing'
        $standing.Severity | Should -Be 'Unknown'
        $standing.Count | Should -BeNullOrEmpty
    }
    It 'names the command that mends what it finds' {
        Get-TenantAccess contoso -SaveSnapshot | Out-Null
        Get-GovernancePosture contoso -Finding | ForEach-Object { $_.Mend | Should -Not -BeNullOrEmpty }
    }
    It 'sums up all tenants' {
        $all = Get-GovernancePosture -Overall
        $all.Tenants | Should -Be (Get-ClientTenant).Count
        $all.Checks.Check | Should -Contain 'ledger.anchored'
    }
    It 'takes tenants from the pipeline' { (Get-ClientTenant contoso | Get-GovernancePosture).Tenant | Should -Be 'contoso' }
}

Describe 'Export-GovernanceReport' {
    It 'writes one page that needs no network, tables and JSON' {
        $files = Export-GovernanceReport (Join-Path $script:TestRoot report)
        $files.Name | Should -Be 'governance-report.html', 'posture.csv', 'activity.csv', 'governance-report.json'
        Get-Content $files[0].Path -Raw | Should -Not -Match 'src=|href="http|@import|url\('
        (Get-Content $files[3].Path -Raw | ConvertFrom-Json).format | Should -Be 'mspgov.report.v1'
        (Import-Csv $files[1].Path).check | Should -Contain 'access.standing'
    }
    It 'tells of one tenant alone with -PerTenant, and records it there' {
        $files = Export-GovernanceReport (Join-Path $script:TestRoot clients) -PerTenant -Ticket QBR-1
        $files | Where-Object Scope -eq contoso | ForEach-Object { Get-Content $_.Path -Raw | Should -Not -Match 'fabrikam' }
        (Get-AuditEntry -Tenant contoso -Action report.export -Newest 1).Ticket | Should -Be 'QBR-1'
    }
    It 'does not overwrite' { { Export-GovernanceReport (Join-Path $script:TestRoot report) -ErrorAction Stop } | Should -Throw -ErrorId 'EvidencePathExists*' }
    It 'writes nothing with -WhatIf' {
        Export-GovernanceReport (Join-Path $script:TestRoot never) -WhatIf
        Test-Path (Join-Path $script:TestRoot never) | Should -BeFalse
    }
}
