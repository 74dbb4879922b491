using MspGov.Core.Changes;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Files;
using MspGov.Engine.Templates.Kinds;
using MspGov.Testing;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Capture, export, import, copy, capture again: the same; and undone: as before.</summary>
public class TemplateRoundTripTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_copy_of_every_kind_captures_equal_and_a_second_copy_plans_nothing(int seed)
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, seed);
        GraphTenantDouble target = world.Tenant(2);
        target.MergesComplex = seed % 2 == 0;
        await world.ApprovedAsync(source);
        Imported(world, "base");

        IReadOnlyList<TemplateStepResult> steps = (await world.CopyAsync("base", target)).Whole();

        // The service may give a new role the very rules that the template states.
        Assert.All(steps, step => Assert.True(step.Status == ChangeStatus.Succeeded || (step.Status == ChangeStatus.AlreadySo && step.Kind == "rolePolicy"), $"{step.Kind} {step.Key} {step.Status}"));
        Assert.Equal(ObjectKinds.All.Where(kind => !kind.OfPartner).Select(kind => kind.Name).Order(), steps.Select(step => step.Kind).Distinct().Order());
        await world.ApprovedAsync(target, "again");
        Assert.Equal(Normal(world, "base"), Normal(world, "again"));
        Assert.True(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target))).IsEmpty);
        Assert.All(await world.CompareAsync("base", target, inSync: true), drift => Assert.Equal(TemplateDriftStatus.InSync, drift.Status));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_restore_brings_back_what_was_object_by_object(int seed)
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, seed);
        GraphTenantDouble target = world.Tenant(2);
        TenantSeed.Fill(target, seed % 7 == 0 ? seed : seed + 1000);
        target.MergesComplex = seed % 2 == 0;
        string before = target.Snapshot(ids: true);
        await world.ApprovedAsync(source);
        IReadOnlyList<TemplateStepResult> copied = (await world.CopyAsync(TemplateWorld.Request("base", target) with { Options = new TemplatePlanOptions { RemoveExtra = true } })).Whole();
        Assert.NotEmpty(copied);
        Assert.NotEqual(before, target.Snapshot(ids: true));

        IReadOnlyList<TemplateStepResult> undone = (await world.RestoreAsync(copied[0].Run)).Whole();

        Assert.Equal(copied.Count(step => step.Status == ChangeStatus.Succeeded), undone.Count);
        Assert.Equal(before, target.Snapshot(ids: true));
    }

    /// <summary>Sends the version through files: the content that comes back must be the same version.</summary>
    private static void Imported(TemplateWorld world, string name)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "t");
        world.Ada.Export(name, null, path);
        Assert.Equal(world.Ada.Find(name).Hash, TemplateFolder.Read(path).Hash);
    }

    private static string Normal(TemplateWorld world, string name)
    {
        TemplateContent content = TemplateContent.Parse(world.Ledger.Read(register => register.Get<TemplateVersionDocument>(world.Ada.Find(name).Hash)!.Content));
        return string.Join('\n', content.Objects.OrderBy(item => item.Id, StringComparer.Ordinal).Select(item => $"{item.Id} {CanonicalJson.Text(Normaliser.Normalise(item.Kind, item.Body))}"))
            + '\n' + string.Join('\n', content.Parameters.Select(parameter => $"{parameter.Name} {parameter.Type} {CanonicalJson.Text(parameter.Default)}"));
    }
}
