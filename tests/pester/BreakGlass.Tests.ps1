BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-TestTenant | Out-Null
    $script:User = (Get-TenantAccess contoso | Where-Object PrincipalType -eq User)[0].PrincipalName
}
AfterAll { Disconnect-GovernanceStore }

Describe 'Register-BreakGlassAccount' { It 'checks the account' { (Register-BreakGlassAccount contoso $User -WarningAction SilentlyContinue).Checks.Name | Should -Contain ConditionalAccess } }
Describe 'Get-BreakGlassAccount' { It 'lists it' { (Get-BreakGlassAccount contoso).PrincipalName | Should -Be $User } }
Describe 'Test-BreakGlassAccount' { It 'leaves evidence' { (Test-BreakGlassAccount contoso $User -SignInTested).TestedBy | Should -Be alice } }
Describe 'Unregister-BreakGlassAccount' { It 'keeps the last one' { { Unregister-BreakGlassAccount contoso $User -Force -ErrorAction Stop } | Should -Throw -ErrorId 'BreakGlassGuard,*' } }
Describe 'Complete-BreakGlassReview' {
    It 'knows only grants' { { Complete-BreakGlassReview ([guid]::Empty) -Finding x -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ElevationGrantNotFound,*' }
}
