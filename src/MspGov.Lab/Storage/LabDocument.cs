using System.Text.Json;
using System.Text.Json.Serialization;
using MspGov.Core.Services;
using MspGov.Lab.Generation;

namespace MspGov.Lab.Storage;

/// <summary>The file <c>lab.json</c>: what the tenant is generated from and how it behaves. Its objects need no file until something changes.</summary>
internal sealed record LabDocument
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required LabSpec Spec { get; init; }

    public LabBehaviour Behaviour { get; init; } = new();

    public int Users { get; init; }

    public int Groups { get; init; }

    public int ServicePrincipals { get; init; }

    internal LabTenant ToTenant() => new()
    {
        Name = Spec.Name,
        TenantId = Spec.TenantId,
        Size = Spec.Size,
        Seed = Spec.Seed,
        Users = Users,
        Groups = Groups,
        ServicePrincipals = ServicePrincipals,
        Behaviour = Behaviour,
    };
}
