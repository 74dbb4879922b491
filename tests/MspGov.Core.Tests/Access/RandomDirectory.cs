using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Tests.Access;

/// <summary>A small random directory as plain tuples, and the inventory made of it.</summary>
internal sealed class RandomDirectory
{
    private readonly Random _random;

    public RandomDirectory(int seed)
    {
        _random = new Random(seed);
        for (int i = 0; i < 6; i++)
        {
            Users.Add(NewId());
        }

        for (int i = 0; i < 6; i++)
        {
            Groups.Add(NewId());
        }

        // Every group may be in every other: cycles and diamonds come by themselves.
        foreach (string group in Groups)
        {
            foreach (string member in Users.Concat(Groups))
            {
                if (_random.NextDouble() < 0.25)
                {
                    Members.Add((member, group, false));
                }

                if (_random.NextDouble() < 0.06)
                {
                    Members.Add((member, group, true));
                }
            }
        }

        foreach (string holder in Users.Concat(Groups).Where(_ => _random.NextDouble() < 0.4))
        {
            string role = Roles[_random.Next(Roles.Length)];
            Holdings.Add((holder, role, _random.NextDouble() < 0.3));
        }
    }

    public static string[] Roles { get; } = [EntraReference.GlobalAdministrator, "729827e3-9c14-49f7-bb1b-9608f156bbb8", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"];

    public List<string> Users { get; } = [];

    public List<string> Groups { get; } = [];

    public List<(string Member, string Group, bool Eligible)> Members { get; } = [];

    public List<(string Holder, string Role, bool Eligible)> Holdings { get; } = [];

    public TenantInventory ToInventory()
    {
        var builder = new InventoryBuilder("11111111-0000-0000-0000-000000000000", DateTimeOffset.UnixEpoch);
        foreach (string user in Users)
        {
            builder.Objects[builder.Objects.Intern(user)].Kind = ObjectKind.User;
        }

        foreach (string group in Groups)
        {
            builder.Objects[builder.Objects.Intern(group)].Kind = ObjectKind.Group;
        }

        foreach ((string member, string group, bool eligible) in Members)
        {
            int from = builder.Objects.Intern(member);
            int to = builder.Objects.Intern(group);
            if (eligible)
            {
                builder.AddScheduledMember(from, to, true, Window.Always);
            }
            else
            {
                builder.Memberships.Add(new(from, to, false, Window.Always));
            }
        }

        foreach ((string holder, string role, bool eligible) in Holdings)
        {
            var row = new RoleHolding(builder.Objects.Intern(holder), role, "/", eligible, Window.Always, $"{holder}:{role}:{eligible}");
            if (eligible)
            {
                builder.AddEligibility(row);
            }
            else
            {
                builder.RoleAssignments.Add(row);
            }
        }

        return builder.Build();
    }

    /// <summary>Naive recursion over the tuples, written without a look at the finder.</summary>
    public List<string> BruteForce()
    {
        var found = new List<string>();
        foreach ((string holder, string role, bool eligible) in Holdings)
        {
            string last = eligible ? "eligible" : "active";
            int before = found.Count;
            if (Users.Contains(holder))
            {
                found.Add(Line(role, [holder], [last]));
                continue;
            }

            Down(holder, [holder], [last], role, found);
            if (found.Count == before)
            {
                found.Add(Line(role, [holder], [last]));
            }
        }

        return found;
    }

    public static string Line(string role, IEnumerable<string> via, IEnumerable<string> edges) =>
        $"{role} {string.Join('>', via)} {string.Join(',', edges)}";

    private void Down(string group, string[] via, string[] edges, string role, List<string> found)
    {
        foreach ((string member, _, bool eligible) in Members.Where(edge => edge.Group == group))
        {
            string[] longer = [eligible ? "eligibleMemberOf" : "memberOf", .. edges];
            if (Users.Contains(member))
            {
                found.Add(Line(role, [member, .. via], longer));
            }
            else if (!via.Contains(member))
            {
                Down(member, [member, .. via], longer, role, found);
            }
        }
    }

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
