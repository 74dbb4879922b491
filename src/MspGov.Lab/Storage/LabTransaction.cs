using MspGov.Lab.Model;

namespace MspGov.Lab.Storage;

/// <summary>The changes of one request: applied at once so that the rest of the request sees them, undone when it is refused, kept as one journal line.</summary>
internal sealed class LabTransaction(LabDirectory directory)
{
    private readonly List<LabMutation> _done = [];
    private readonly List<LabMutation> _undo = [];

    internal IReadOnlyList<LabMutation> Mutations => _done;

    internal void Put(LabObject item) => Apply(LabMutation.Put(item));

    internal void Delete(LabObject item) => Apply(LabMutation.Delete(item.Set, item.Id));

    internal bool Link(string relation, string from, string to) => Apply(LabMutation.Link(relation, from, to));

    internal bool Unlink(string relation, string from, string to) => Apply(LabMutation.Unlink(relation, from, to));

    internal void Rollback()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
        {
            directory.Apply(_undo[i]);
        }

        _undo.Clear();
        _done.Clear();
    }

    private bool Apply(LabMutation mutation)
    {
        if (directory.Apply(mutation) is not { } undo)
        {
            return false;
        }

        _done.Add(mutation);
        _undo.Add(undo);
        return true;
    }
}
