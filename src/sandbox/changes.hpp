#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace promo::sandbox {

// Tells the pages that watch, and whoever runs the loop, that something is different. Safe from any thread.
class Changes {
public:
    static constexpr std::size_t kMostReaders = 64;

    void add_reader(std::shared_ptr<http::EventStream> stream);
    // `wake` is called after a change that may have made something due. It must return at once.
    void on_wake(std::function<void()> wake);

    void publish(std::string_view event, std::string_view data);
    void wake();
    void close();

private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<http::EventStream>> readers_;
    std::function<void()> wake_;
};

}  // namespace promo::sandbox
