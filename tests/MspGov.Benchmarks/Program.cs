Console.WriteLine("Name a benchmark group.");
