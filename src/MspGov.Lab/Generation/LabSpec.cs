using System.Globalization;
using MspGov.Core.Services;

namespace MspGov.Lab.Generation;

/// <summary>Everything a lab tenant is generated from: the same specification gives the same tenant.</summary>
internal sealed record LabSpec
{
    public required string Name { get; init; }

    public LabSize Size { get; init; }

    public int Seed { get; init; } = 1;

    public int Users { get; init; }

    public int Groups { get; init; }

    public int ServicePrincipals { get; init; }

    public bool Empty { get; init; }

    public bool Premium { get; init; } = true;

    /// <summary>The tenant of an MSP: it holds GDAP relationships with customers.</summary>
    public bool Partner { get; init; }

    /// <summary>The partner's groups that hold roles here by GDAP; made-up ids when empty.</summary>
    public IReadOnlyList<string> ForeignGroups { get; init; } = [];

    /// <summary>What generated dates are relative to; the day of creation, so that a secret that expires in ten days does.</summary>
    public required DateTimeOffset Epoch { get; init; }

    internal string RandomKey => string.Create(CultureInfo.InvariantCulture, $"{Name.ToLowerInvariant()}|{Size}|{Seed}");

    /// <summary>Tenant id, derived from name, size and seed.</summary>
    internal string TenantId => DeterministicRandom.Of("tenant|" + RandomKey).Id();

    internal static LabSpec From(LabTenantRequest request, DateTimeOffset now)
    {
        var (users, groups, principals) = request.Size switch
        {
            LabSize.Small => (50, 20, 14),
            LabSize.Medium => (500, 90, 60),
            _ => (10_000, 1_200, 500),
        };
        return new LabSpec
        {
            Name = request.Name,
            Size = request.Size,
            Seed = request.Seed,
            Users = request.Empty ? 0 : request.Users ?? users,
            Groups = request.Empty ? 0 : request.Groups ?? groups,
            ServicePrincipals = request.Empty ? 0 : request.ServicePrincipals ?? principals,
            Empty = request.Empty,
            Premium = !request.NoPremium,
            Partner = request.Partner,
            Epoch = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero),
        };
    }
}
