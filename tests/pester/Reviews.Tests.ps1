BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-LabTenant -Name contoso -Size Small -Seed 3 | Register-ClientTenant -ServiceOwner alice -Approver jane@contoso.com | Out-Null
}
AfterAll { Disconnect-GovernanceStore }

Describe 'New-AccessReview' {
    It 'opens a campaign with evidence and a recommendation for each path' {
        $script:review = New-AccessReview contoso 'Q4' -Reviewer ServiceOwner -Privileged
        $review.Items | Should -BeGreaterThan 10
        $review.Completeness | Should -Be 'Complete'
    }
    It 'refuses a tenant in which nobody could decide' {
        { New-AccessReview contoso 'Q4b' -Reviewer RiskOwner -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewNoReviewer,*'
    }
    It 'does nothing with -WhatIf' {
        New-AccessReview contoso 'Q4c' -Reviewer ServiceOwner -WhatIf | Should -BeNullOrEmpty
        Get-AccessReview 'Q4c' | Should -BeNullOrEmpty
    }
}

Describe 'Get-AccessReview' {
    It 'says whom it waits for' { (Get-AccessReview 'Q4').Pending['alice'] | Should -Be $review.Items }
    It 'reads the tenants'' own reviews into the ledger' {
        $native = @(Get-AccessReview -Native -Tenant contoso)
        $native.Count | Should -BeGreaterThan 0
        $native[0].Record.Digest | Should -Match '^[0-9a-f]{64}$'
        @(Get-AuditEntry -Tenant contoso -Action review.native).Count | Should -Be $native.Count
    }
    It 'says so where a tenant has no licence for them' {
        New-LabTenant -Name basic -Size Small -NoPremium | Register-ClientTenant | Out-Null
        { Get-AccessReview -Native -Tenant basic -ErrorAction Stop } | Should -Throw -ErrorId 'TenantNotLicensed,*'
    }
}

Describe 'Get-AccessReviewItem' {
    It 'gives items with fingerprint' {
        $script:items = @($review | Get-AccessReviewItem -Undecided)
        $items.Count | Should -Be $review.Items
        $items[0].Fingerprint | Should -Match '^[0-9a-f]{64}$'
    }
    It 'knows no campaign of another name' { { Get-AccessReviewItem RV-none -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewNotFound,*' }
}

Describe 'Submit-AccessReviewDecision' {
    It 'decides from the pipeline' {
        ($items | Submit-AccessReviewDecision -Decision Revoke -PassThru).Count | Should -Be $items.Count
    }
    It 'gives nothing out without -PassThru' { $items[0] | Submit-AccessReviewDecision -Decision Revoke | Should -BeNullOrEmpty }
    It 'refuses what was seen before a change' {
        { Submit-AccessReviewDecision $items[0].ItemId Revoke -Fingerprint ('0' * 64) -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewItemChanged,*'
    }
}

Describe 'Invoke-AccessReview' {
    It 'plans with -WhatIf and changes nothing' {
        $plan = Invoke-AccessReview $review.ReviewId -WhatIf
        $plan.Status | Should -Contain 'Planned'
        Get-AuditEntry -Tenant contoso -Action role.unassign | Should -BeNullOrEmpty
    }
    It 'removes the paths, or says who can' {
        $outcome = Invoke-AccessReview $review.ReviewId -Force
        $outcome.Status | Should -Contain 'Removed'
        ($outcome | Where-Object Status -EQ CannotFromHere).Words | ForEach-Object { $_.Length | Should -BeGreaterThan 30 }
        $left = (Get-TenantAccess contoso -Privileged).PathId
        ($review | Get-AccessReviewItem -Result Removed).Document.Path.PathId | Where-Object { $_ -in $left } | Should -BeNullOrEmpty
    }
    It 'does nothing twice' {
        $before = (Get-AuditEntry -Tenant contoso -Action role.unassign).Count
        Invoke-AccessReview $review.ReviewId -Force | Out-Null
        (Get-AuditEntry -Tenant contoso -Action role.unassign).Count | Should -Be $before
    }
}

Describe 'Export-AccessReviewPack' {
    BeforeAll { $script:client = New-AccessReview contoso 'By the client' -Reviewer ClientApprover }
    It 'writes one file that loads nothing from any network' {
        $script:pack = $client | Export-AccessReviewPack -Reviewer jane@contoso.com -Path (Join-Path $TestDrive pack.html)
        $pack.Code | Should -Match '^(\w{4}-){3}\w{4}$'
        $html = Get-Content $pack.Path -Raw
        $html | Should -Match "default-src 'none'"
        $html | Should -Not -Match '(src|href)\s*=\s*"'
        $html | Should -Not -Match $pack.Code
        (Get-FileHash $pack.Path).Hash | Should -Be $pack.FileHash
    }
    It 'does not overwrite without -Force' {
        { $client | Export-AccessReviewPack -Reviewer jane@contoso.com -Path $pack.Path -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewFileExists,*'
    }
    It 'writes nothing for somebody who has nothing to decide' {
        { $client | Export-AccessReviewPack -Reviewer mallory@contoso.com -Path (Join-Path $TestDrive m.html) -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewNoAuthority,*'
    }
}

Describe 'Import-AccessReviewPack' {
    It 'takes a table in with the ticket by which it came' {
        $csv = Join-Path $TestDrive table.csv
        $client | Export-AccessReviewPack -Reviewer jane@contoso.com -Path $csv -Delimiter ';' | Out-Null
        $rows = Get-Content $csv -Raw | ConvertFrom-Csv -Delimiter ';'
        $rows | Where-Object Fingerprint | ForEach-Object { $_.Decision = 'Approve'; $_.Reason = 'Reviewed; fine' }
        $rows | Export-Csv $csv -Delimiter ';' -Encoding utf8BOM
        { Import-AccessReviewPack $csv -Reviewer jane@contoso.com -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewNoAuthority,*'
        (Import-AccessReviewPack $csv -Reviewer jane@contoso.com -Ticket INC-1 -PassThru).Count | Should -Be ($rows.Count - 1)
    }
    It 'refuses a file that is no decision file' {
        Set-Content (Join-Path $TestDrive bad.json) '{}'
        { Import-AccessReviewPack (Join-Path $TestDrive bad.json) -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewPackInvalid,*'
    }
}

Describe 'Stop-AccessReview' {
    It 'stops, and nothing is decided any more' {
        ($client | Stop-AccessReview -Reason 'Test' -Force -PassThru).Status | Should -Be 'Stopped'
        $item = Get-AccessReviewItem $client.ReviewId | Select-Object -First 1
        { $item | Submit-AccessReviewDecision -Decision Revoke -ErrorAction Stop } | Should -Throw -ErrorId 'AccessReviewClosed,*'
    }
}
