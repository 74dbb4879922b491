using MspGov.Core.Changes;
using MspGov.Core.Lifecycle;

namespace MspGov.Engine.Lifecycle;

/// <summary>What a leaver's footprint comes to: changes in order, what people must do, what is left. Pure.</summary>
internal sealed class LeaverPlan
{
    private readonly List<ITenantChange> _changes = [];
    private readonly List<string> _toDo = [];
    private readonly List<string> _left = [];

    private LeaverPlan()
    {
    }

    /// <summary>Changes in order: what gives access first, what costs money last.</summary>
    public IReadOnlyList<ITenantChange> Changes => _changes;

    /// <summary>What Graph has no way for.</summary>
    public IReadOnlyList<string> ToDo => _toDo;

    /// <summary>What would be left if every change succeeded.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Makes the plan.</summary>
    /// <param name="found">The footprint.</param>
    /// <param name="settings">The event's settings.</param>
    /// <param name="newOwner">Object id of the new owner in this tenant; null for none.</param>
    public static LeaverPlan Of(Footprint found, LeaverSettings settings, string? newOwner)
    {
        var plan = new LeaverPlan();
        plan.Access(found);
        plan.Ownerships(found, newOwner);
        plan.SignIn(found);
        plan.Equipment(found, settings);
        plan._left.AddRange(found.Unread);
        plan._toDo.AddRange(found.UnreadAside);
        return plan;
    }

    private void Access(Footprint found)
    {
        string id = found.User.Id;
        _changes.AddRange(found.RoleSchedules.Distinct().Select(held => new RoleScheduleChange { Schedule = held.Kind, Principal = id, Role = held.Role, Scope = held.Scope, Present = false }));
        _changes.AddRange(found.GroupSchedules.Distinct().Select(held => new GroupScheduleChange { Schedule = held.Kind, Principal = id, Group = held.Group, Owner = held.Owner, Present = false }));
        _changes.AddRange(found.Roles.Distinct().Select(held => new RoleAssignmentChange(id, held.Role, held.Scope, false)));
        foreach (HeldGroup group in found.Groups)
        {
            if (group.Dynamic)
            {
                _toDo.Add($"{found.User.Name} is in group '{group.Name}' by its membership rule: change the rule or the person's attributes, or delete the account.");
            }
            else if (group.FromOnPremises)
            {
                _left.Add($"{found.User.Name} is in group '{group.Name}', which comes from on-premises: remove the membership there.");
            }
            else
            {
                _changes.Add(new ReferenceChange(Relation.GroupMember, group.Id, id, false));
            }
        }

        _changes.AddRange(found.AppRoles.Distinct().Select(held => new AppRoleChange(AppRoleHolder.User, id, held.Resource, held.AppRole, false)));
        _changes.AddRange(found.Consents.Select(held => new ConsentChange(held.Id, null)));
    }

    private void Ownerships(Footprint found, string? newOwner)
    {
        foreach (OwnedObject owned in found.Owned)
        {
            if (newOwner is not null)
            {
                _changes.Add(new ReferenceChange(owned.Relation, owned.Id, newOwner, true));
            }
            else if (owned.OnlyOwner)
            {
                _left.Add($"{found.User.Name} is the only owner of '{owned.Name}' ({owned.Id}): name a new owner.");
                continue;
            }

            _changes.Add(new ReferenceChange(owned.Relation, owned.Id, found.User.Id, false));
        }
    }

    // Whether the person holds a privileged role is not asked again: whoever carries out a leaver manages users.
    private void SignIn(Footprint found) =>
        _changes.AddRange(found.Methods.Select(held => new MethodRemoval(found.User.Id, held.Collection, held.Id, Protection.Privileged)));

    private void Equipment(Footprint found, LeaverSettings settings)
    {
        if (!settings.KeepDevices)
        {
            _changes.AddRange(found.ManagedDevices.Where(device => device.Active).Select(device => new ManagedDeviceRemoval(device.Id, settings.WipeDevices)));
            _changes.AddRange(found.Devices.Where(device => device.Active).Select(device => new DeviceEnabledChange(device.Id, false)));
        }

        if (found.Licences.Count > 0 && found.Exists)
        {
            _toDo.Add($"Mailbox of {found.User.Name}: convert to shared, set forwarding and automatic reply, and grant access to the successor in Exchange; Graph has no way.");
        }

        if (!settings.KeepLicences)
        {
            // What comes from a group goes with the membership.
            _changes.AddRange(found.Licences.Where(held => !held.FromGroup).Select(held => new LicenceChange(found.User.Id, held.Sku, false)));
        }

        if (found.User.FromOnPremises)
        {
            _toDo.Add($"{found.User.Name} comes from on-premises: disable the account there too, or it is enabled again with the next synchronisation.");
        }
    }
}
