#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "db/database.hpp"

namespace promo::app {

// Hears what transactions of any process notify, and tells whoever keeps copies. One thread.
class ChangeListener {
public:
    struct Hearer {
        std::function<void(const std::string& payload)> changed;
        std::function<void()> missed;  // anything may have changed
    };

    // By channel. What is called throws nothing and returns soon.
    ChangeListener(db::Database& database, std::map<std::string, Hearer> hearers);
    ~ChangeListener();
    ChangeListener(const ChangeListener&) = delete;
    ChangeListener& operator=(const ChangeListener&) = delete;

    void start();
    void stop();

private:
    void listen();

    db::Database& database_;
    const std::map<std::string, Hearer> hearers_;
    std::unique_ptr<db::Listener> listener_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace promo::app
