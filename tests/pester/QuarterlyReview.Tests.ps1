# The runbook as a scheduler runs it: once to open and hand out, once when decisions came back, and once more for nothing.
BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    foreach ($name in 'contoso', 'fabrikam') { New-LabTenant -Name $name -Size Small -Seed 5 | Register-ClientTenant -Approver "jane@$name.com" | Out-Null }
    $script:runbook = Join-Path $PSScriptRoot .. .. examples runbooks quarterly-review.ps1
    $script:boxes = @{ OutBox = Join-Path $TestDrive out; InBox = Join-Path $TestDrive in; Ticket = 'CHG-Q4' }

    # What a browser does when the reviewer saves: the body, and its keyed hash under the one-time code.
    function Save-Decision($Pack, [string] $Decision) {
        $data = [regex]::Match((Get-Content $Pack.Path -Raw), '(?s)<script id="data" type="application/json">(.*?)</script>').Groups[1].Value | ConvertFrom-Json
        $sha = [Security.Cryptography.SHA256]::Create()
        $made = foreach ($item in $data.items) {
            $bytes = [Text.Encoding]::UTF8.GetBytes(-join ($item.shown | ForEach-Object { "$_`n" }))
            @{ item = $item.id; fingerprint = [Convert]::ToHexString($sha.ComputeHash($bytes)).ToLowerInvariant(); decision = $Decision; reason = 'Decided in the pack' }
        }
        $body = [Text.Encoding]::UTF8.GetBytes((@{ pack = $data.id; review = $data.review; tenant = $data.tenantId; reviewer = $data.reviewer; savedAt = '2026-01-01T00:00:00Z'; decisions = @($made) } | ConvertTo-Json -Depth 5 -Compress))
        $hmac = [Security.Cryptography.HMACSHA256]::new([Text.Encoding]::UTF8.GetBytes($Pack.Code.Replace('-', '')))
        $mac = $hmac.ComputeHash([byte[]]([Text.Encoding]::UTF8.GetBytes("mspgov.decisions.v1`n") + $body))
        @{ format = 'mspgov.decisions.v1'; body = [Convert]::ToBase64String($body); mac = [Convert]::ToBase64String($mac) } | ConvertTo-Json |
            Set-Content (Join-Path $boxes.InBox $data.fileName)
    }
}
AfterAll { Disconnect-GovernanceStore }

Describe 'quarterly-review.ps1' {
    It 'opens the campaign and hands out a pack for each client' {
        $script:packs = & $runbook @boxes | Where-Object PackId
        $packs.Count | Should -Be 2
        (Get-AccessReview -Status Open).Count | Should -Be 2
    }
    It 'hands out nothing twice and changes nothing while nobody has decided' {
        & $runbook @boxes | Where-Object PackId | Should -BeNullOrEmpty
        Get-AuditEntry -Tenant contoso | Where-Object Phase -EQ Intent | Should -BeNullOrEmpty
    }
    It 'applies what came back, and completes or says what is left' {
        Save-Decision ($packs | Where-Object Tenant -EQ contoso) revoke
        Save-Decision ($packs | Where-Object Tenant -EQ fabrikam) approve
        $progress = & $runbook @boxes -WarningAction SilentlyContinue
        ($progress | Where-Object Tenant -EQ fabrikam).Status | Should -Be 'Completed'
        $contoso = $progress | Where-Object Tenant -EQ contoso
        $contoso.Decided | Should -Be $contoso.Items
        $contoso.Results['Removed'] | Should -BeGreaterThan 10
        Get-ChildItem $boxes.InBox -Filter *.json | Should -BeNullOrEmpty
    }
    It 'leaves a forged file where it is and records nothing of it' {
        $forged = Join-Path $boxes.InBox RP-forged.decisions.json
        $done = Get-ChildItem $boxes.InBox -Filter *.done | Select-Object -First 1
        $file = Get-Content $done -Raw | ConvertFrom-Json
        $body = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($file.body)).Replace('revoke', 'approve').Replace('Decided', 'Changed')
        $file.body = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($body))
        $file | ConvertTo-Json | Set-Content $forged
        & $runbook @boxes -WarningVariable warned -WarningAction SilentlyContinue | Out-Null
        Test-Path $forged | Should -BeTrue
    }
}
