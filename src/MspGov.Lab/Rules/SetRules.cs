using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Rules;

/// <summary>How the objects of one set are created, updated and deleted. The base does what most sets do.</summary>
internal abstract class SetRules(string set, string type)
{
    internal string Set { get; } = set;

    protected string Type { get; } = type;

    internal virtual LabResponse Create(LabCall call)
    {
        var body = call.Checked(Type, create: true);
        var item = Writes.Make(Set, BodyValidator.Concrete(Type, body), Writes.NewId(), Defaults(call, body), body);
        item = Complete(call, item);
        call.Transaction.Put(item);
        AfterCreate(call, item);
        return ReadHandler.Created(call, item);
    }

    internal virtual LabResponse Update(LabCall call, LabObject item)
    {
        var body = call.Checked(item.Type, create: false);
        BeforeUpdate(call, item, body);
        call.Transaction.Put(Complete(call, Writes.Merge(item, body)));
        return LabResponse.NoContent;
    }

    internal virtual LabResponse Delete(LabCall call, LabObject item)
    {
        call.Transaction.Delete(item);
        return LabResponse.NoContent;
    }

    /// <summary>What Graph fills in; throws where something is missing or wrong.</summary>
    protected virtual JsonObject Defaults(LabCall call, JsonObject body) => [];

    /// <summary>Checks and fills an object after its body was applied.</summary>
    protected virtual LabObject Complete(LabCall call, LabObject item) => item;

    protected virtual void AfterCreate(LabCall call, LabObject item)
    {
    }

    protected virtual void BeforeUpdate(LabCall call, LabObject item, JsonObject body)
    {
    }
}
