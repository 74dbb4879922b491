using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MspGov.Ledger.Merkle;

namespace MspGov.Ledger.Tests.Merkle;

/// <summary>The vectors that Certificate Transparency and its successors publish (see Vectors/README.md).</summary>
public class PublishedVectorTests
{
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_reference_tree_has_its_published_roots()
    {
        byte[][] records = [.. Leaves.Select(Convert.FromHexString)];
        var range = new CompactRange();
        for (int size = 0; size <= records.Length; size++)
        {
            Assert.Equal(Roots[size], Convert.ToHexStringLower(range.Root()));
            Assert.Equal(Roots[size], Convert.ToHexStringLower(NaiveTree.Root(records.AsSpan(0, size))));
            if (size < records.Length)
            {
                range.Append(TreeHash.Leaf(records[size]));
            }
        }
    }

    [Fact]
    public void Every_published_inclusion_vector_is_judged_as_published()
    {
        int accepted = 0, all = 0;
        foreach (JsonNode vector in Vectors("inclusion"))
        {
            // Indexes beyond what a signed integer holds are negative here, and refused as such.
            long index = unchecked((long)vector["leafIdx"]!.GetValue<ulong>());
            bool verified = TreeProof.VerifyInclusion(Hash(vector["leafHash"]), index, vector["treeSize"]!.GetValue<long>(), Hashes(vector["proof"]), Hash(vector["root"]));
            Assert.True(verified == !vector["wantErr"]!.GetValue<bool>(), vector.ToJsonString());
            accepted += verified ? 1 : 0;
            all++;
        }

        Assert.Equal((6, 98), (accepted, all));
    }

    [Fact]
    public void Every_published_consistency_vector_is_judged_as_published()
    {
        int accepted = 0, all = 0;
        foreach (JsonNode vector in Vectors("consistency"))
        {
            bool verified = TreeProof.VerifyConsistency(
                vector["size1"]!.GetValue<long>(), Hash(vector["root1"]), vector["size2"]!.GetValue<long>(), Hash(vector["root2"]), Hashes(vector["proof"]));
            // One good vector of equal sizes has the words "don't care" for its roots; here whatever is no hash is refused.
            bool good = !vector["wantErr"]!.GetValue<bool>() && Hash(vector["root1"]).Length == TreeHash.Size;
            Assert.True(verified == good, vector.ToJsonString());
            accepted += verified ? 1 : 0;
            all++;
        }

        Assert.Equal((5, 98), (accepted, all));
    }

    [Fact]
    public void Proofs_made_for_the_reference_tree_are_the_published_ones()
    {
        byte[][] records = [.. Leaves.Select(Convert.FromHexString)];
        SubtreeReader reader = (level, index) => NaiveTree.Root(records.AsSpan((int)index << level, 1 << level));
        foreach (JsonNode vector in Vectors("inclusion").Where(vector => !vector["wantErr"]!.GetValue<bool>()))
        {
            (long index, long size) = (vector["leafIdx"]!.GetValue<long>(), vector["treeSize"]!.GetValue<long>());
            if (Hash(vector["root"]).AsSpan().SequenceEqual(Convert.FromHexString(Roots[size])))
            {
                Assert.Equal(Hashes(vector["proof"]), TreeProof.Inclusion(index, size, reader));
            }
        }

        foreach (JsonNode vector in Vectors("consistency").Where(vector => !vector["wantErr"]!.GetValue<bool>()))
        {
            (long from, long size) = (vector["size1"]!.GetValue<long>(), vector["size2"]!.GetValue<long>());
            if (Hash(vector["root2"]).AsSpan().SequenceEqual(Convert.FromHexString(Roots[size])))
            {
                Assert.Equal(Hashes(vector["proof"]), TreeProof.Consistency(from, size, reader));
            }
        }
    }

    private static IEnumerable<JsonNode> Vectors(string name, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "Vectors", name + ".jsonl")).Select(line => JsonNode.Parse(line)!);

    private static byte[] Hash(JsonNode? node) => node is null ? [] : Convert.FromBase64String(node.GetValue<string>());

    private static byte[][] Hashes(JsonNode? node) => node is null ? [] : [.. node.AsArray().Select(Hash)];
}
