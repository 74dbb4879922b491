using System.Diagnostics;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Testing;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>The exported folder in git, as people review it: one setting is one line.</summary>
public sealed class TemplateGitTests : IDisposable
{
    private const string Ca = "/identity/conditionalAccess/policies";
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Settings => ["state of a policy", "a boolean of the authorization policy", "a rule of a role", "a country of a location", "the description of a group"];

    [SkippableTheory]
    [MemberData(nameof(Settings))]
    public async Task A_change_of_one_setting_is_a_diff_of_one_line(string setting)
    {
        Skip.IfNot(HasGit(), "git is not installed.");
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, 5);
        await world.ApprovedAsync(source);
        string repository = Path.Combine(_folder.Path, "base");
        world.Ada.Export("base", null, repository);
        Git(repository, "init", "--quiet");
        Git(repository, "add", "-A");
        Git(repository, "commit", "--quiet", "-m", "first");
        bool added = false;
        switch (setting)
        {
            case "state of a policy":
                source.Collections[Ca][1]["state"] = "disabled";
                break;
            case "a boolean of the authorization policy":
                source.Singletons["/policies/authorizationPolicy"]["allowedToUseSSPR"] = false;
                break;
            case "a rule of a role":
                source.Roles[0]["rules"]![0]!["maximumDuration"] = "PT30M";
                break;
            case "a country of a location":
                ((JArray)source.Collections["/identity/conditionalAccess/namedLocations"][0]["countriesAndRegions"]!).Add("CH");
                added = true;
                break;
            default:
                source.Collections["/groups"][0]["description"] = "Changed";
                break;
        }

        await world.ApprovedAsync(source);
        world.Ada.Export("base", null, repository);

        string[] changed = Git(repository, "diff", "--numstat").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(added ? "1\t0\tobjects/" : "1\t1\tobjects/", Assert.Single(changed), StringComparison.Ordinal);
        Assert.Empty(Git(repository, "ls-files", "--others"));
    }

    [Fact]
    public async Task A_version_that_was_edited_is_another_one_and_is_not_approved_with_the_first()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, 5);
        GraphTenantDouble target = world.Tenant(2);
        await world.ApprovedAsync(source, "base", "namedLocation");
        string repository = Path.Combine(_folder.Path, "base");
        string file = Path.Combine(repository, world.Ada.Export("base", null, repository).First(name => name.Contains("countries", StringComparison.Ordinal)));
        File.WriteAllText(file, File.ReadAllText(file).Replace("- DE", "- SE", StringComparison.Ordinal));

        TemplateInfo edited = world.Ada.Import(new TemplateImportRequest { Folder = repository });

        Assert.Equal((2, "draft"), (edited.Version, edited.State));
        Assert.Equal(TemplateErrors.NotApproved, (await Assert.ThrowsAsync<GovException>(() => world.CopyAsync(TemplateWorld.Request("base", target) with { Version = "2" }))).Definition);
        Assert.Empty(target.Writes);

        // Importing what is there already makes no version.
        Assert.Equal(TemplateErrors.Unchanged, Assert.Throws<GovException>(() => world.Ada.Import(new TemplateImportRequest { Folder = repository })).Definition);
    }

    public void Dispose() => _folder.Dispose();

    private static bool HasGit() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "git")) || File.Exists(Path.Combine(folder, "git.exe")));

    private static string Git(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=test", "-c", "user.email=test@x.example", "-c", "core.autocrlf=false", .. arguments])
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        string error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error}");
        return output;
    }
}
