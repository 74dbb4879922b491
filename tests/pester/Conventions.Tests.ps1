BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot .. .. artifacts module MspGov MspGov.psd1) -Force
    $commands = Get-Command -Module MspGov
}

Describe '<_.Name> keeps the conventions' -ForEach $commands {
    BeforeAll { $help = Get-Help $_.Name -Full; $command = $_ }

    It 'has a synopsis of its own' { $help.Synopsis | Should -Not -BeLike "$($command.Name)*" }
    It 'has at least two examples' { @($help.examples.example).Count | Should -BeGreaterOrEqual 2 }
    It 'has examples that parse' {
        foreach ($example in $help.examples.example) {
            $errors = $null
            [void][System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty
        }
    }
    It 'uses an approved verb' { (Get-Verb).Verb | Should -Contain $command.Verb }
    It 'states its output type' { $command.OutputType | Should -Not -BeNullOrEmpty }
}
