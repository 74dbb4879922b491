BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-TestTenant contoso | Out-Null
    New-TestTenant fabrikam 2 | Out-Null
}
AfterAll { Disconnect-GovernanceStore; Remove-Item -Recurse -Force $script:TestRoot }

Describe 'Get-AuditEntry' {
    It 'shows who did what, when and why' {
        Set-ClientTenant contoso -ServiceOwner Dana -Ticket CHG-7 -Reason 'New owner'
        $entry = Get-AuditEntry -Tenant contoso -Newest 1
        $entry.Operator | Should -Be 'alice'
        $entry.Action | Should -Be 'tenant.update'
        $entry.Ticket | Should -Be 'CHG-7'
        $entry.Detail.serviceOwner | Should -Be 'Dana'
        $entry.At.Kind | Should -Be 'Utc'
    }
    It 'shows what the ledger held at a time, and the register as it stood' {
        $then = [datetime]::UtcNow
        Start-Sleep -Milliseconds 20
        Set-ClientTenant contoso -ServiceOwner Eli
        $entries = @(Get-AuditEntry -Tenant contoso -AsOf $then)
        $entries[-1].Detail.serviceOwner | Should -Be 'Dana'
        @(Get-AuditEntry -Tenant contoso).Count | Should -Be ($entries.Count + 1)
        (Get-ClientTenant contoso -AsOf $then).ServiceOwner | Should -Be 'Dana'
        (Get-ClientTenant contoso).ServiceOwner | Should -Be 'Eli'
        @(Get-AuditEntry -AsOf $then.AddYears(-1)).Count | Should -Be 0
    }
    It 'filters by action' { (Get-AuditEntry -Action 'tenant.*').Action | Should -Contain 'tenant.register' }
}

Describe 'Test-AuditLedger' {
    It 'finds nothing wrong' { (Test-AuditLedger).Verdict | Should -Be 'ValidNotAnchored' }
    It 're-hashes with -Fast' { (Test-AuditLedger -Fast).Findings | Should -BeNullOrEmpty }
}

Describe 'Export-AuditTrust' {
    It 'writes the anchor of one tenant' {
        Export-AuditTrust -Tenant contoso -Path $script:TestRoot/trust.json | Out-Null
        (Get-Content -Raw $script:TestRoot/trust.json | ConvertFrom-Json).format | Should -Be 'mspgov.trust.v1'
    }
}

Describe 'Export-AuditEvidence' {
    It 'writes a folder, or a zip' {
        (Export-AuditEvidence -Tenant contoso -Path $script:TestRoot/pack).Files | Should -BeGreaterThan 8
        Export-AuditEvidence -Tenant contoso -Path $script:TestRoot/pack.zip | Out-Null
        Test-Path $script:TestRoot/pack.zip -PathType Leaf | Should -BeTrue
    }
    It 'holds nothing of another client' {
        $other = (Get-ClientTenant fabrikam).Id
        Get-ChildItem -Recurse -File $script:TestRoot/pack | ForEach-Object { Get-Content -Raw $_ } | Should -Not -Match $other
    }
}

Describe 'Test-AuditEvidence' {
    It 'accepts the pack, as a folder and as a zip' {
        (Test-AuditEvidence -Path $script:TestRoot/pack -TrustAnchor $script:TestRoot/trust.json).Verdict | Should -Be 'ValidNotAnchored'
        (Test-AuditEvidence -Path $script:TestRoot/pack.zip -TrustAnchor $script:TestRoot/trust.json).Verdict | Should -Be 'ValidNotAnchored'
    }
    It 'rejects it with one byte changed' {
        $file = Join-Path $script:TestRoot pack entries.jsonl
        $bytes = [IO.File]::ReadAllBytes($file); $bytes[60] = $bytes[60] -bxor 1; [IO.File]::WriteAllBytes($file, $bytes)
        $report = Test-AuditEvidence -Path $script:TestRoot/pack -TrustAnchor $script:TestRoot/trust.json
        $report.Verdict | Should -Be 'Invalid'
        $report.Findings[0].Rule | Should -Be 1
    }
    It 'rejects the anchor of another tenant' {
        Export-AuditTrust -Tenant fabrikam -Path $script:TestRoot/other.json | Out-Null
        (Test-AuditEvidence -Path $script:TestRoot/pack.zip -TrustAnchor $script:TestRoot/other.json).Verdict | Should -Be 'Invalid'
    }
}

Describe 'Send-AuditEntry' {
    It 'sends what is new, once a run' {
        (Send-AuditEntry $script:TestRoot/siem.jsonl).Sent | Should -BeGreaterThan 0
        (Send-AuditEntry $script:TestRoot/siem.jsonl).Sent | Should -Be 0
        (Get-Content $script:TestRoot/siem.jsonl | ConvertFrom-Json).class_uid | Should -Contain 6003
    }
}

Describe 'Set-AuditAnchor' {
    It 'sets places and says who set them' {
        Set-AuditAnchor -Place $script:TestRoot/copies -Ticket CHG-9
        (Get-AuditEntry -Action anchor.set -Newest 1).Ticket | Should -Be 'CHG-9'
    }
}

Describe 'Get-AuditAnchor' {
    It 'shows the settings' { (Get-AuditAnchor).Places.Count | Should -Be 1 }
}

Describe 'New-AuditCheckpoint' {
    It 'publishes and copies' {
        New-AuditCheckpoint | Out-Null
        @(Get-ChildItem $script:TestRoot/copies).Count | Should -Be 1
    }
}

Describe 'Get-AuditCheckpoint' {
    It 'gives the newest first' {
        $found = Get-AuditCheckpoint
        $found[0].Epoch | Should -BeGreaterOrEqual $found[-1].Epoch
        $found[0].Note | Should -Match '^mspgov\.local/'
    }
}

Describe 'Update-LedgerKey' {
    It 'replaces both keys, destroys the old ones, and packs still verify by the old anchor' {
        $folder = Join-Path (Get-GovernanceStore).Path keys ledger
        $before = (Get-ChildItem $folder -Filter *.pem).Name
        Export-AuditTrust -Tenant contoso -Path $script:TestRoot/before.json | Out-Null
        (Update-LedgerKey -Ticket CHG-101 -Force).NewVkeys.Count | Should -Be 2
        (Get-ChildItem $folder -Filter *.pem).Name | Where-Object { $_ -in $before } | Should -BeNullOrEmpty
        Export-AuditEvidence -Tenant contoso -Path $script:TestRoot/rotated | Out-Null
        (Test-AuditEvidence -Path $script:TestRoot/rotated -TrustAnchor $script:TestRoot/before.json).Verdict | Should -Be 'ValidNotAnchored'
    }
    It 'does nothing with -WhatIf' {
        Update-LedgerKey -WhatIf | Should -BeNullOrEmpty
        @(Get-AuditEntry -Log keys -Action ledger.key.rotate).Count | Should -Be 1
    }
}
