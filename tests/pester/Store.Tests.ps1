BeforeAll { . $PSScriptRoot/TestStore.ps1 }
AfterAll { Disconnect-GovernanceStore; Remove-Item -Recurse -Force $script:TestRoot }

Describe 'Initialize-GovernanceStore' {
    It 'creates a store with its first operator' {
        $store = Initialize-GovernanceStore -Path $script:TestRoot/first -Operator alice -DisplayName 'Alice'
        $store.LedgerId | Should -Match '^[0-9a-f-]{36}$'
        Test-Path $script:TestRoot/first/ledger.db | Should -BeTrue
    }
    It 'never overwrites a store' {
        { Initialize-GovernanceStore -Path $script:TestRoot/first -Operator bob } | Should -Throw -ErrorId 'StoreAlreadyExists,*'
    }
    It 'does nothing with -WhatIf' {
        Initialize-GovernanceStore -Path $script:TestRoot/whatif -Operator alice -WhatIf
        Test-Path $script:TestRoot/whatif | Should -BeFalse
    }
}

Describe 'Connect-GovernanceStore' {
    It 'refuses a folder that is no store' {
        { Connect-GovernanceStore -Path $script:TestRoot/nowhere -Operator alice } | Should -Throw -ErrorId 'StoreNotFound,*'
    }
    It 'refuses an operator without a key' {
        { Connect-GovernanceStore -Path $script:TestRoot/first -Operator mallory } | Should -Throw -ErrorId 'OperatorKeyNotFound,*'
    }
    It 'connects this runspace only' {
        Connect-GovernanceStore -Path $script:TestRoot/first -Operator alice | Out-Null
        (Get-GovernanceStore).Operator | Should -Be 'alice'
        $module = $script:Module
        $id = 1 | ForEach-Object -Parallel { Import-Module $using:module; try { Get-GovernanceStore -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        $id | Should -BeLike 'NotConnected,*'
    }
}

Describe 'Get-GovernanceStore' {
    It 'tells of a store by its path' {
        (Get-GovernanceStore -Path $script:TestRoot/first).LedgerId | Should -Be (Get-GovernanceStore).LedgerId
    }
}

Describe 'Disconnect-GovernanceStore' {
    It 'closes the store' {
        Disconnect-GovernanceStore
        { Get-GovernanceStore -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,*'
    }
}

Describe 'Test-GovernanceHealth' {
    BeforeAll { Connect-GovernanceStore -Path $script:TestRoot/first -Operator alice | Out-Null }
    It 'gives one object with an exit code and stable ids' {
        $health = Test-GovernanceHealth -FreeSpace 1
        $health.ExitCode | Should -Be 1
        $health.Checks.Check | Should -Be 'store.open', 'store.disk', 'store.clock', 'ledger.verify', 'ledger.highwater', 'ledger.anchored', 'keys.ledger', 'keys.rights', 'keys.certificates', 'elevation.sweep', 'elevation.overdue', 'change.doubt', 'forwarding.cursor'
        $health.Findings.Check | Should -Be 'ledger.anchored'
    }
    It 'answers for a store that cannot be opened' {
        $health = Test-GovernanceHealth -Path $script:TestRoot/nowhere -Operator alice
        $health.ExitCode | Should -Be 2
        $health.Checks[0].Message | Should -Match '^StoreNotFound'
    }
    It 'is what the RMM script exits with' {
        $module = $script:Module
        # Installed as a .NET tool, PowerShell has no executable of its own beside its assemblies.
        $pwsh = Get-Command (Join-Path $PSHOME 'pwsh*'), 'pwsh' -CommandType Application -ErrorAction Ignore | Select-Object -First 1
        & $pwsh -NoProfile -Command "Import-Module '$module'; & '$PSScriptRoot/../../examples/rmm/health.ps1' -StorePath '$script:TestRoot/nowhere' -Operator alice; exit `$LASTEXITCODE" | Out-Null
        $LASTEXITCODE | Should -Be 2
    }
}

Describe 'Backup-GovernanceStore' {
    BeforeAll {
        $script:Store = Connect-TestStore backed
        New-TestTenant contoso | Out-Null
        Export-AuditTrust -Tenant contoso -Path $script:TestRoot/trust.json | Out-Null
    }
    It 'writes a verified backup and records it' {
        $backup = Backup-GovernanceStore $script:TestRoot/backup
        $backup.Files | Should -BeGreaterThan 5
        (Get-AuditEntry -Action store.backup).Outcome | Select-Object -Last 1 | Should -Be 'Succeeded'
        Test-Path $script:TestRoot/backup/lab/contoso/lab.json | Should -BeTrue
    }
    It 'never overwrites' {
        { Backup-GovernanceStore $script:TestRoot/backup } | Should -Throw -ErrorId 'BackupPathExists,*'
    }
    It 'does nothing with -WhatIf' {
        Backup-GovernanceStore $script:TestRoot/whatif-backup -WhatIf
        Test-Path $script:TestRoot/whatif-backup | Should -BeFalse
    }
}

Describe 'Restore-GovernanceStore' {
    BeforeAll { $script:Restore = @{ BackupPath = "$script:TestRoot/backup"; Path = $script:Store; Operator = 'alice'; Reason = 'Drill'; Force = $true } }
    It 'refuses while the store is open' {
        { Restore-GovernanceStore @script:Restore } | Should -Throw -ErrorId 'StoreBusy,*'
    }
    It 'continues the ledger under a new incarnation, and packs verify by the anchor from before' {
        Disconnect-GovernanceStore
        $restored = Restore-GovernanceStore @script:Restore
        Test-Path $restored.SetAside | Should -BeTrue
        Connect-GovernanceStore $script:Store alice | Out-Null
        (Get-AuditEntry -Action ledger.restore).Reason | Should -Be 'Drill'
        (Test-AuditLedger).Verdict | Should -Be 'ValidNotAnchored'
        Export-AuditEvidence -Tenant contoso -Path $script:TestRoot/after | Out-Null
        (Test-AuditEvidence -Path $script:TestRoot/after -TrustAnchor $script:TestRoot/trust.json).Verdict | Should -Be 'ValidNotAnchored'
    }
    It 'refuses a backup older than what was published, and founds a successor on demand' {
        Disconnect-GovernanceStore
        { Restore-GovernanceStore @script:Restore } | Should -Throw -ErrorId 'BackupTooOld,*'
        $successor = Restore-GovernanceStore @script:Restore -AsSuccessor -WarningVariable warned -WarningAction SilentlyContinue
        $warned[0] | Should -BeLike '*Every client (1)*Export-AuditTrust*'
        Connect-GovernanceStore $script:Store alice | Out-Null
        (Get-GovernanceStore).LedgerId | Should -Be $successor.LedgerId
        (Get-ClientTenant contoso).Name | Should -Be 'contoso'
        (Get-AuditEntry -Log msp)[0].Action | Should -Be 'ledger.succeed'
        (Get-TenantAccess -Tenant contoso).Count | Should -BeGreaterThan 0
    }
}
