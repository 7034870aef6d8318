// Package web is the room every page goes through: routes that demand a permission, sessions,
// forgery protection, binding, rendering and the one map from faults to answers.
//
// A request passes: request id → security headers → size limit → cross-origin check → session →
// form token → permission → handler. A handler binds, calls a use case, maps to a view model and
// renders; it holds no rule of its own.
package web
