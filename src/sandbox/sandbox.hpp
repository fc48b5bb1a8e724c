#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "http/route.hpp"
#include "sandbox/changes.hpp"
#include "sandbox/poster.hpp"

namespace promo::sandbox {

namespace clerk {
class World;
}
namespace funderpro {
class World;
}
namespace s3 {
class World;
}
namespace stripe {
class World;
}
namespace telegram {
class World;
}

struct Options {
    core::Clock& clock;
    core::Entropy& entropy;
    Poster& poster;
    std::filesystem::path web_folder;  // empty: no page, for tests
};

// The vendors, imitated in one process. It owns no thread: whoever runs it serves `routes()` and calls `step` when it
// is due and whenever `on_wake` was called.
class Sandbox {
public:
    explicit Sandbox(const Options& options);
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    // Valid while this lives. Throws std::runtime_error when the web folder holds no pages.
    http::Routes routes();

    // Does everything that is due by the clock. Gives when to be called next; empty: only after a wake.
    std::optional<core::Timestamp> step();
    // `wake` is called from any thread and must return at once.
    void on_wake(std::function<void()> wake);
    // Ends the streams of events, so that the server can stop.
    void close();

    clerk::World& clerk();
    telegram::World& telegram();
    stripe::World& stripe();
    funderpro::World& funderpro();
    s3::World& s3();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace promo::sandbox
