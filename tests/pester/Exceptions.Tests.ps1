BeforeAll {
    . $PSScriptRoot/TestStore.ps1
    Connect-TestStore | Out-Null
    New-TestTenant contoso | Out-Null
    $script:terms = @{ Owner = 'bob'; Approver = 'alice'; Ticket = 'INC-1'; Reason = 'Migration' }
}
AfterAll { Disconnect-GovernanceStore }

Describe 'New-AccessException' {
    It 'is in force at once when the approver records it' {
        $script:exception = New-AccessException contoso -Principal 'svc-*' -Expires ([datetime]::UtcNow.AddDays(30)) @terms
        $exception.Status | Should -Be 'Active'
    }
    It 'takes a path from the pipeline' {
        (Get-TenantAccess contoso | Select-Object -First 1 | New-AccessException -Expires ([datetime]::UtcNow.AddDays(5)) @terms).Covers | Should -Match '^path '
    }
    It 'refuses an owner who approves' {
        { New-AccessException contoso -Role x -Expires ([datetime]::UtcNow.AddDays(5)) -Owner alice -Approver alice -Ticket T -Reason R -ErrorAction Stop } | Should -Throw -ErrorId 'OperatorNotPermitted,*'
    }
    It 'refuses one that ends too late, or covers everything' {
        { New-AccessException contoso -Role x -Expires 2037-01-01 @terms -ErrorAction Stop } | Should -Throw
        { New-AccessException contoso -Expires ([datetime]::UtcNow.AddDays(5)) @terms -ErrorAction Stop } | Should -Throw
    }
}

Describe 'Get-AccessException' {
    It 'lists what ends soon' {
        (Get-AccessException -ExpiringIn P14D).Count | Should -Be 1
        (Get-AccessException -Status Active).ExceptionId | Should -Contain $exception.ExceptionId
    }
}

Describe 'Set-AccessException' {
    It 'asks for approval anew when it is prolonged by somebody who may not approve it' {
        $other = New-AccessException contoso -Role y -Expires ([datetime]::UtcNow.AddDays(5)) -Owner alice -Approver carol -Ticket T -Reason R
        $other.Status | Should -Be 'Proposed'
        { $other | Set-AccessException -Approve -ErrorAction Stop } | Should -Throw -ErrorId 'OperatorNotPermitted,*'
    }
    It 'changes what is given' { ($exception | Set-AccessException -Ticket INC-2 -PassThru).Ticket | Should -Be 'INC-2' }
}

Describe 'Close-AccessException' {
    It 'closes for good' {
        ($exception | Close-AccessException -Reason 'Done' -PassThru).Status | Should -Be 'Closed'
        { $exception | Close-AccessException -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,*'
    }
    It 'knows no other' { { Close-AccessException EX-none -ErrorAction Stop } | Should -Throw -ErrorId 'AccessExceptionNotFound,*' }
}
