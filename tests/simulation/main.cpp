#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "core/log.hpp"
#include "mutants.hpp"
#include "run.hpp"

namespace {

using namespace promo::simulation;

void describe(const RunOptions& options, const RunResult& result, bool keep_faults) {
    std::printf("seed %llu breaks %s: %s\n\nThe last that happened:\n", static_cast<unsigned long long>(options.seed),
                result.violation->invariant.c_str(), result.violation->text.c_str());
    for (const auto& line : result.last)
        std::printf("  %s\n", line.c_str());
    const auto needed = keep_faults ? result.faults : needed_for(options, result);
    std::set<FaultClass> left_out = options.left_out;
    for (const auto kind : result.faults) {
        if (!needed.contains(kind)) left_out.insert(kind);
    }
    std::printf(
        "\nIt needs: %s\nSee it again: build/dev/tests/simulation/simulation --seed %llu --hours %lld%s%s%s%s "
        "--print\n",
        needed.empty() ? "no fault at all" : names_of(needed).c_str(), static_cast<unsigned long long>(options.seed),
        static_cast<long long>(options.disturbed.count()), options.mutant.empty() ? "" : " --mutant ",
        options.mutant.c_str(), left_out.empty() ? "" : " --without ", names_of(left_out).c_str());
}

void count(std::int64_t seeds, std::chrono::hours simulated, const Tally& all, std::int64_t events, double took) {
    std::printf(
        "%lld seeds, %lld hours in %.1f s (%.0f hours a second), %lld events: %lld requests, %lld arrived, %lld "
        "repeated, "
        "%lld in doubt, %lld for their pace refused; %lld updates; %lld deaths, %lld times stood still, %lld outages\n",
        static_cast<long long>(seeds), static_cast<long long>(simulated.count()), took,
        static_cast<double>(simulated.count()) / took, static_cast<long long>(events),
        static_cast<long long>(all.sends), static_cast<long long>(all.arrivals), static_cast<long long>(all.repeats),
        static_cast<long long>(all.in_doubt), static_cast<long long>(all.refused_for_pace),
        static_cast<long long>(all.updates), static_cast<long long>(all.deaths),
        static_cast<long long>(all.stood_still), static_cast<long long>(all.outages));
}

Tally operator+(Tally left, const Tally& right) {
    left.sends += right.sends;
    left.arrivals += right.arrivals;
    left.in_doubt += right.in_doubt;
    left.deaths += right.deaths;
    left.stood_still += right.stood_still;
    left.outages += right.outages;
    left.updates += right.updates;
    left.refused_for_pace += right.refused_for_pace;
    left.repeats += right.repeats;
    return left;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Runs PromoStack's messages through a world where everything goes wrong, and says what broke"};
    RunOptions options;
    std::int64_t seeds = 1;
    std::int64_t hours = options.disturbed.count();
    std::vector<std::string> left_out;
    app.add_option("--seed", options.seed, "The first seed")->capture_default_str();
    app.add_option("--seeds", seeds, "How many, one after the other")->capture_default_str();
    app.add_option("--hours", hours, "With faults; four quiet ones follow")->capture_default_str();
    app.add_option("--without", left_out, "Classes of faults to leave out")->delimiter(',');
    app.add_option("--mutant", options.mutant, "A bug to plant");
    bool keep_faults = false;
    app.add_flag("--keep-faults", keep_faults, "Do not look for the fewest faults that break it");
    app.add_flag("--print", options.print, "Print everything that happens");
    CLI11_PARSE(app, argc, argv);
    options.disturbed = std::chrono::hours(hours);
    for (const auto& name : left_out) {
        const auto kind = parse_fault(name);
        if (!kind) {
            std::fprintf(stderr, "there is no fault called %s\n", name.c_str());
            return 2;
        }
        options.left_out.insert(*kind);
    }
    promo::core::log::configure({.level = promo::core::log::Level::error, .sink = [](std::string_view) {}});

    const auto begun = std::chrono::steady_clock::now();
    Tally all;
    std::int64_t events = 0;
    std::chrono::hours simulated{0};
    std::int64_t done = 0;
    for (; done < seeds; ++done, ++options.seed) {
        const auto result = run(options);
        all = all + result.tally;
        events += result.events;
        simulated += result.simulated;
        if (options.print) std::printf("hash %016llx\n", static_cast<unsigned long long>(result.hash));
        if (result.violation) {
            options.print = false;
            describe(options, result, keep_faults);
            return 1;
        }
    }
    count(done, simulated, all, events,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    return 0;
}
