#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domains/broadcasts/broadcast.hpp"

namespace promo::broadcasts {

// A broadcast as its page shows it.
struct PictureView : Picture {
    std::optional<std::string> url;
};
BOOST_DESCRIBE_STRUCT(PictureView, (Picture), (url))

struct ContentView {
    std::string text;
    std::optional<PictureView> picture;
    std::vector<std::vector<LinkButton>> buttons;
    bool silent = false;
    bool protect = false;
    bool preview_links = false;
};
BOOST_DESCRIBE_STRUCT(ContentView, (), (text, picture, buttons, silent, protect, preview_links))

struct BroadcastView {
    std::string id;
    std::string name;
    State state = State::draft;
    ContentView content;
    Audience audience;
    Timing timing;
    int revision = 1;
    Counts counts;
    bool retracting = false;
    std::optional<double> rate_per_second;
    std::optional<std::int64_t> eta_seconds;
    std::optional<std::string> problem;
    std::string created_by;
    core::Timestamp created_at;
    core::Timestamp updated_at;
    std::optional<core::Timestamp> starts_at;
    std::optional<core::Timestamp> started_at;
    std::optional<core::Timestamp> finished_at;
};
BOOST_DESCRIBE_STRUCT(BroadcastView, (),
                      (id, name, state, content, audience, timing, revision, counts, retracting, rate_per_second,
                       eta_seconds, problem, created_by, created_at, updated_at, starts_at, started_at, finished_at))

BroadcastView view_of(const Broadcast& broadcast, core::Timestamp now, std::optional<std::string> picture_url);

}  // namespace promo::broadcasts
