BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    'contoso', 'fabrikam' | ForEach-Object { New-LabTenant -Name $_ -Size Small -Seed 3 | Register-ClientTenant -Tier Standard | Out-Null }
}
AfterAll { Disconnect-GovernanceStore }

Describe 'Get-TenantAccess' {
    It 'shows every tenant completely' {
        $paths = Get-TenantAccess -Tenant * -ThrottleLimit 16
        ($paths.Tenant | Sort-Object -Unique) -join ',' | Should -Be 'contoso,fabrikam'
        $paths.Completeness | Sort-Object -Unique | Should -Be 'Complete'
    }
    It 'filters by privilege, standing, principal and role' {
        Get-TenantAccess contoso -Privileged -Standing | Where-Object { -not ($_.Privileged -and $_.Standing) } | Should -BeNullOrEmpty
        (Get-TenantAccess contoso -Role 'Global Admin*').Role | Sort-Object -Unique | Should -Be 'Global Administrator'
    }
    It 'goes to CSV and back without loss of the way' {
        $paths = Get-TenantAccess contoso
        $back = $paths | ConvertTo-Csv | ConvertFrom-Csv
        ($back.Via -join ';') | Should -Be (($paths | ForEach-Object { $_.Via -join '/' }) -join ';')
    }
    It 'says when nothing fits' {
        Get-TenantAccess contoso -Principal nobody@nowhere -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $said | Should -Match 'Nothing fits'
    }
    It 'names what it could not read' {
        Set-LabTenant fabrikam -DeniedPath /groups
        Get-TenantAccess fabrikam -ErrorVariable failed -ErrorAction SilentlyContinue | Out-Null
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TenantReadIncomplete,*'
        Set-LabTenant fabrikam -DeniedPath @()
    }
}

Describe 'Get-AccessSnapshot' {
    It 'lists what was saved and gives its paths' {
        $now = Get-TenantAccess contoso -SaveSnapshot
        $snapshot = Get-AccessSnapshot contoso
        $snapshot.Paths | Should -Be $now.Count
        (Get-AccessSnapshot -Id $snapshot.Id).PathId | Sort-Object | Should -Be ($now.PathId | Sort-Object)
        (Get-TenantAccess contoso -AsOf (Get-Date).AddMinutes(1)).Count | Should -Be $now.Count
    }
    It 'refuses one that it does not have' { { Get-AccessSnapshot -Id nope -ErrorAction Stop } | Should -Throw -ErrorId 'AccessSnapshotNotFound,*' }
}

Describe 'Compare-TenantAccess' {
    It 'finds no difference where nothing changed' {
        Get-TenantAccess contoso -SaveSnapshot | Out-Null
        Compare-TenantAccess contoso -ErrorAction Stop | Should -BeNullOrEmpty
    }
    It 'finds unexpected privileged access' { (Compare-TenantAccess contoso -ExpectedScope).Difference | Should -Contain 'Unexpected' }
}

Describe 'Get-PrivilegedIdentity' {
    It 'shows each identity once' {
        $lines = Get-PrivilegedIdentity contoso
        $lines.Count | Should -Be ($lines.PrincipalId | Sort-Object -Unique).Count
        $lines.Kind | Should -Contain 'DelegatedAdministrator'
    }
}

Describe 'Set-IdentityOwner' {
    It 'names who answers' {
        $app = Get-PrivilegedIdentity contoso | Where-Object Kind -eq Application | Select-Object -First 1
        $app | Set-IdentityOwner -Owner carol -Purpose Automation
        (Get-PrivilegedIdentity contoso -Identity $app.PrincipalId).Owner | Should -Be 'carol'
    }
    It 'refuses who is not there' { { Set-IdentityOwner contoso nobody@nowhere -Owner carol -ErrorAction Stop } | Should -Throw -ErrorId 'IdentityNotFound,*' }
}

Describe 'Get-NonHumanIdentity' {
    It 'finds what is weak' { (Get-NonHumanIdentity).Findings.Id | Should -Contain 'NHI5:2025' }
}

Describe 'Measure-BlastRadius' {
    It 'explains its score' {
        $admin = Get-TenantAccess contoso -Role 'Global Administrator' -Standing | Select-Object -First 1
        $radius = Measure-BlastRadius -Identity $admin.PrincipalId
        $radius.Score | Should -BeGreaterOrEqual 100
        ($radius.Points | Measure-Object Points -Sum).Sum | Should -Be $radius.Score
        $radius.Cut.Count | Should -BeGreaterThan 0
    }
    It 'says when nobody knows the identity' { { Measure-BlastRadius -Identity nobody@nowhere -ErrorAction Stop } | Should -Throw -ErrorId 'IdentityNotFound,*' }
}
