namespace MspGov.Cmdlets.Tests.Store;

public sealed class StoreCommandTests
{
    [Fact]
    public void A_store_is_created_once_and_never_overwritten()
    {
        using var shell = new ModuleShell();

        shell.Run("Initialize-GovernanceStore -Path $Folder/store -Operator alice").ThrowOnError();
        ShellResult second = shell.Run("Initialize-GovernanceStore -Path $Folder/store -Operator mallory");

        Assert.Equal("StoreAlreadyExists", second.ErrorId);
    }

    [Fact]
    public void A_folder_with_other_things_in_it_is_not_taken()
    {
        using var shell = new ModuleShell();
        File.WriteAllText(Path.Combine(shell.Folder, "theirs.txt"), "not ours");

        Assert.Equal("StoreNotRecognised", shell.Run("Initialize-GovernanceStore -Path $Folder -Operator alice").ErrorId);
        Assert.Equal("not ours", File.ReadAllText(Path.Combine(shell.Folder, "theirs.txt")));
    }

    [Theory]
    [InlineData("Connect-GovernanceStore -Path $Folder/none -Operator alice", "StoreNotFound")]
    [InlineData("Connect-GovernanceStore -Path $Folder/store -Operator mallory", "OperatorKeyNotFound")]
    [InlineData("Get-ClientTenant", "NotConnected")]
    public void What_cannot_be_opened_has_its_own_error(string script, string errorId)
    {
        using var shell = new ModuleShell();
        shell.Run("Initialize-GovernanceStore -Path $Folder/store -Operator alice").ThrowOnError();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_in_words()
    {
        using var shell = new ModuleShell();
        shell.Run("Initialize-GovernanceStore -Path $Folder/store -Operator alice").ThrowOnError();
        string description = Path.Combine(shell.Folder, "store", "store.json");
        File.WriteAllText(description, File.ReadAllText(description).Replace("mspgov.store.v1", "mspgov.store.v99", StringComparison.Ordinal));

        Assert.Equal("StoreTooNew", shell.Run("Connect-GovernanceStore -Path $Folder/store -Operator alice").ErrorId);
    }

    [Fact]
    public void Two_sessions_are_kept_apart_and_closing_one_leaves_the_other()
    {
        using var shell = new ModuleShell();
        ShellResult result = shell.Run("""
            'one', 'two' | ForEach-Object { Initialize-GovernanceStore -Path $Folder/$_ -Operator alice | Out-Null }
            $one = Connect-GovernanceStore -Path $Folder/one -Operator alice
            $two = Connect-GovernanceStore -Path $Folder/two -Operator alice
            (Get-GovernanceStore).Path
            Disconnect-GovernanceStore
            """).ThrowOnError();

        Assert.EndsWith("two", result.Single.ToString(), StringComparison.Ordinal);
        Assert.Equal("NotConnected", shell.Run("Get-GovernanceStore").ErrorId);
        Assert.Equal("SessionClosed", shell.Run("Get-GovernanceStore -Session $two").ErrorId);
    }
}
